import assert from "node:assert/strict";
import { clientOf } from "../context.mjs";

export default [
  {
    title: "joins and leaves rooms, its own id always among them",
    rows: () => ["S30", "S31", "S32"],
    async run(t) {
      const socket = await t.connect();
      const [a, b] = [t.unique(), t.unique()];
      assert.deepEqual(await t.ask(socket, "join", a), [[socket.id, a]]);
      assert.deepEqual(await t.ask(socket, "join", b), [[socket.id, a, b]]);
      assert.deepEqual(await t.ask(socket, "leave", a), [[socket.id, b]]);
      assert.deepEqual(await t.ask(socket, "leave", t.unique()), [[socket.id, b]]);
    },
  },
  {
    title: "a room message reaches the others, or all, and no outsider",
    rows: (c) => ["S34", "S36", "A1", ...(c.major === 2 ? ["S98"] : [])],
    async run(t) {
      const room = t.unique();
      const [sender, member, outsider] = await Promise.all([t.connect(), t.connect(), t.connect()]);
      const newest = await t.connect("/", { client: clientOf("4.8.4"), transports: ["websocket"] });
      await Promise.all([sender, member, newest].map((s) => t.ask(s, "join", room)));
      const everyone = [sender, member, outsider, newest];
      const seen = everyone.map((s) => t.collect(s, "room-msg"));
      sender.emit("room-say", room, "others", 1);
      sender.emit("room-say-all", room, "all", { two: "zwei" });
      await t.until(() => seen[0].length >= 1 && seen[1].length >= 2 && seen[3].length >= 2, "the room messages");
      await Promise.all(everyone.map((s) => t.ask(s, "echo")));
      const all = ["all", { two: "zwei" }];
      assert.deepEqual(seen, [[all], [["others", 1], all], [], [["others", 1], all]]);
    },
  },
  {
    title: "binary is broadcast to a room of several generations",
    rows: (c) => ["S33", "S15", ...(c.major === 2 ? ["S98"] : [])],
    async run(t) {
      const room = t.unique();
      const socket = await t.connect();
      const newest = await t.connect("/", { client: clientOf("4.8.4"), transports: ["polling"] });
      const oldest = await t.connect("/", { client: clientOf("2.0.3"), transports: ["websocket"] });
      const members = [socket, newest, oldest];
      await Promise.all(members.map((s) => t.ask(s, "join", room)));
      const messages = members.map((s) => t.once(s, "room-msg"));
      socket.emit("room-say-binary", room, Buffer.from([1, 2, 250]));
      for (const [b] of await Promise.all(messages)) {
        assert.deepEqual([...Buffer.from(b)], [1, 2, 250]);
      }
    },
  },
  {
    title: "a room named by an id reaches one client",
    rows: () => ["S31"],
    async run(t) {
      const [one, other] = await Promise.all([t.connect(), t.connect()]);
      const seen = t.collect(other, "room-msg");
      const message = t.once(one, "room-msg");
      other.emit("room-say-all", one.id, "for you");
      assert.deepEqual(await message, ["for you"]);
      await t.ask(other, "echo");
      assert.deepEqual(seen, []);
    },
  },
  {
    title: "rooms of the same name in two namespaces are different",
    rows: () => ["S2", "S30"],
    async run(t) {
      const room = t.unique();
      const main = await t.connect();
      const custom = t.sibling(main, "/custom");
      await t.once(custom, "connect");
      await Promise.all([t.ask(main, "join", room), t.ask(custom, "join", room)]);
      const seen = t.collect(main, "room-msg");
      const message = t.once(custom, "room-msg");
      custom.emit("room-say-all", room, "custom only");
      assert.deepEqual(await message, ["custom only"]);
      await t.ask(main, "echo");
      assert.deepEqual(seen, []);
    },
  },
];
