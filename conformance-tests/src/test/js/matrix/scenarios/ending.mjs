import assert from "node:assert/strict";
import { startProxy } from "../../lib/proxy.mjs";

async function behindProxy(t, port = t.port) {
  const proxy = await startProxy(port);
  t.onEnd(() => proxy.stop());
  return proxy;
}

const RECONNECT = { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 100 };

export default [
  {
    title: "the client disconnects and the server knows why",
    rows: () => ["S59", "S62"],
    async run(t) {
      const socket = await t.connect();
      const seen = await t.watch(socket);
      const ended = t.once(socket, "disconnect");
      socket.disconnect();
      assert.equal((await ended)[0], "io client disconnect");
      assert.equal(await seen.reason(), "client namespace disconnect");
    },
  },
  {
    title: "the server disconnects the socket, which does not come back by itself",
    rows: () => ["S57", "S62"],
    async run(t) {
      const socket = await t.connect("/", RECONNECT);
      const seen = await t.watch(socket);
      const ended = t.once(socket, "disconnect");
      socket.emit("disconnect-me", false);
      assert.equal((await ended)[0], "io server disconnect");
      assert.equal(await seen.reason(), "server namespace disconnect");
      await t.sleep(250);
      assert.equal(socket.connected, false);
      const welcomed = t.once(socket, "welcome");
      socket.connect();
      assert.deepEqual(await welcomed, [{ nsp: "/" }]);
    },
  },
  {
    title: "the server disconnects one namespace and the other stays",
    rows: () => ["S57", "S3"],
    async run(t) {
      const main = await t.connect();
      const custom = t.sibling(main, "/custom");
      await t.once(custom, "connect");
      const ended = t.once(custom, "disconnect");
      custom.emit("disconnect-me", false);
      assert.equal((await ended)[0], "io server disconnect");
      assert.deepEqual(await t.ask(main, "echo", "alive"), ["alive"]);
    },
  },
  {
    title: "the server ends the connection with all its namespaces",
    rows: () => ["S58"],
    async run(t) {
      const main = await t.connect();
      const custom = t.sibling(main, "/custom");
      await t.once(custom, "connect");
      const ended = Promise.all([t.once(main, "disconnect"), t.once(custom, "disconnect")]);
      custom.emit("disconnect-me", true);
      const reasons = (await ended).map(([reason]) => reason);
      assert.deepEqual(reasons, ["io server disconnect", "io server disconnect"]);
    },
  },
  {
    title: "reconnects after the server has closed the connection",
    rows: () => ["S62", "S100"],
    async run(t) {
      const socket = await t.connect("/", RECONNECT);
      const firstId = socket.id;
      const seen = await t.watch(socket);
      const ended = t.once(socket, "disconnect");
      const welcomed = t.once(socket, "welcome");
      socket.emit("kill-transport");
      assert.equal((await ended)[0], "transport close");
      assert.equal(await seen.reason(), "forced close");
      assert.deepEqual(await welcomed, [{ nsp: "/" }]);
      assert.notEqual(socket.id, firstId);
      assert.deepEqual(await t.ask(socket, "echo", "back"), ["back"]);
    },
  },
  {
    title: "reconnects with all namespaces after the connection was cut",
    rows: () => ["S62", "S100", "E40"],
    async run(t) {
      const proxy = await behindProxy(t);
      const socket = await t.connect("/", { ...RECONNECT, port: proxy.port });
      const custom = t.sibling(socket, "/custom");
      await t.once(custom, "connect");
      const seen = await t.watch(socket);
      let over = false;
      const ended = t.once(socket, "disconnect").finally(() => (over = true));
      const welcomed = Promise.all([t.once(socket, "welcome"), t.once(custom, "welcome")]);
      // On polling a cut between two polls goes unnoticed.
      while (!over) {
        proxy.cut();
        await Promise.race([ended.catch(() => {}), t.sleep(100)]);
      }
      const [reason] = await ended;
      assert.ok(["transport error", "transport close"].includes(reason), reason);
      const expected = t.finalTransport === "polling" ? ["transport error", "transport close"] : ["transport close"];
      assert.ok(expected.includes(await seen.reason()), await seen.reason());
      assert.deepEqual(await welcomed, [[{ nsp: "/" }], [{ nsp: "/custom" }]]);
      assert.deepEqual(await t.ask(custom, "echo", "back"), ["back"]);
    },
  },
  {
    title: "both sides notice a silent network",
    rows: (c) => ["S62", c.major === 2 ? "E50" : "E48"],
    slow: true,
    // engine.io 6.6.11 forgets the timer of a revision 3 session that has upgraded.
    when: (c, transport, kind) => kind !== "node" || c.major > 2 || transport !== "upgrade",
    async run(t) {
      const proxy = await behindProxy(t);
      const socket = await t.connect("/", { port: proxy.port });
      const seen = await t.watch(socket);
      const ended = t.once(socket, "disconnect");
      proxy.freeze();
      assert.equal((await ended)[0], "ping timeout");
      assert.equal(await seen.reason(), "ping timeout");
    },
  },
  {
    title: "an idle connection lives on heartbeats",
    rows: (c) => [c.major === 2 ? "E49" : "E47"],
    slow: true,
    async run(t) {
      const socket = await t.connect();
      const ended = t.collect(socket, "disconnect");
      await t.sleep(4000);
      assert.deepEqual(ended, []);
      assert.deepEqual(await t.ask(socket, "echo", "alive"), ["alive"]);
    },
  },
  {
    title: "disconnecting while it upgrades leaves nothing behind",
    rows: () => ["E59"],
    when: (c, transport) => transport === "upgrade",
    async run(t) {
      const socket = t.open();
      const upgrading = t.once(socket.io.engine, "upgrading");
      await t.once(socket, "connect");
      const seen = await t.watch(socket);
      await upgrading;
      socket.disconnect();
      assert.equal(await seen.reason(), "client namespace disconnect");
    },
  },
];
