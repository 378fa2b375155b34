import assert from "node:assert/strict";
import { startProxy } from "../../lib/proxy.mjs";

const RECONNECT = { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 100 };
const PHRASES = ["てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"];

/** A socket with an offset: recovery starts from the last event that was seen. */
async function withOffset(t, port) {
  const socket = await t.connect("/", { ...RECONNECT, port });
  assert.equal(socket.recovered, false);
  const greeted = t.once(socket, "hi");
  socket.emit("hi");
  await greeted;
  return socket;
}

export default [
  {
    title: "the handshake knows where the client comes from",
    rows: () => ["S8", "E25", "E87"],
    when: (c) => c.major >= 3,
    async run(t) {
      const socket = await t.connect("/", { port: t.ports.recovery });
      const [handshake] = await t.ask(socket, "getHandshake");
      assert.match(handshake.address, /127\.0\.0\.1$|^::1$|^0:0:0:0:0:0:0:1$/);
      assert.equal(handshake.xdomain, false);
      assert.equal(handshake.secure, false);
      assert.ok(Math.abs(Date.now() - handshake.issued) < 60_000);
      assert.equal(typeof handshake.time, "string");
    },
  },
  {
    title: "recovers its id after the client lost the connection",
    rows: () => ["S84"],
    when: (c) => c.hasRecovery,
    async run(t) {
      const socket = await withOffset(t, t.ports.recovery);
      const { id } = socket;
      const again = t.once(socket, "connect");
      socket.io.engine.close();
      await again;
      assert.equal(socket.id, id);
      assert.equal(socket.recovered, true);
      assert.deepEqual(await t.ask(socket, "getId"), [id]);
    },
  },
  {
    title: "gets what it has missed, in order, exactly once",
    rows: () => ["S85"],
    when: (c) => c.hasRecovery,
    async run(t) {
      const proxy = await startProxy(t.ports.recovery);
      t.onEnd(() => proxy.stop());
      const socket = await withOffset(t, proxy.port);
      const { id } = socket;
      const seen = t.collect(socket, "takeUtf8");
      await t.sleep(50);
      proxy.holdDownstream();
      socket.emit("getUtf8");
      await t.sleep(150);
      assert.deepEqual(seen, []);
      const again = t.once(socket, "connect");
      proxy.cut();
      proxy.thaw();
      await again;
      assert.equal(socket.id, id);
      assert.equal(socket.recovered, true);
      await t.until(() => seen.length >= 5, "the missed events");
      await t.ask(socket, "getId");
      // Each event carries its offset as an additional last argument.
      assert.deepEqual(seen.map(([phrase]) => phrase), PHRASES);
      assert.ok(seen.every((args) => args.length === 2 && typeof args[1] === "string"));
    },
  },
  {
    title: "gets a new id when it has left deliberately",
    rows: () => ["S89"],
    when: (c) => c.hasRecovery,
    async run(t) {
      const socket = await withOffset(t, t.ports.recovery);
      const { id } = socket;
      socket.disconnect();
      const again = t.once(socket, "connect");
      socket.connect();
      await again;
      assert.notEqual(socket.id, id);
      assert.equal(socket.recovered, false);
    },
  },
  {
    title: "connects where recovery is on and the client knows nothing of it",
    rows: () => ["S86"],
    when: (c) => c.major >= 3 && !c.hasRecovery,
    async run(t) {
      const socket = await t.connect("/", { ...RECONNECT, port: t.ports.recovery });
      const { id } = socket;
      const again = t.once(socket, "connect");
      socket.io.engine.close();
      await again;
      assert.notEqual(socket.id, id);
      assert.deepEqual(await t.ask(socket, "echo", "x"), ["x"]);
    },
  },
];
