import assert from "node:assert/strict";

const TRANSPORT_ROWS = { polling: ["E1"], websocket: ["E2"], upgrade: ["E52", "E86"] };
const GENERATION_ROWS = { 2: ["E14", "S94"], 3: ["S99"], 4: [] };

/** Secret namespace: the generations hand their token over in different ways. */
function secret(t, token) {
  return t.client.major === 2
    ? t.open(`/secret?token=${token}`)
    : t.open("/secret", { auth: { token } });
}

function assertRefusal(t, refused, message, data) {
  if (t.client.major === 2) {
    assert.deepEqual(refused, data ?? message);
  } else {
    assert.equal(refused.message, message);
    assert.deepEqual(refused.data, data);
  }
}

export default [
  {
    title: "connects over the transport, with the id the server knows",
    rows: (c, transport) => ["S1", "E3", ...TRANSPORT_ROWS[transport], ...GENERATION_ROWS[c.major]],
    async run(t) {
      const socket = await t.connect();
      const [me] = await t.ask(socket, "whoami");
      assert.equal(me.id, socket.id);
      assert.equal(me.nsp, "/");
      assert.equal(me.protocol, t.client.protocol);
      assert.equal(me.transport, t.finalTransport);
      assert.equal(socket.io.engine.transport.name, t.finalTransport);
      assert.deepEqual(me.rooms, [socket.id]);
      assert.equal(socket.io.engine.id.length, 20);
      assert.equal(me.id === socket.io.engine.id, t.client.major === 2);
    },
  },
  {
    title: "is welcomed exactly once, after the connection",
    rows: () => ["S13"],
    async run(t) {
      const socket = t.open();
      const order = [];
      socket.on("connect", () => order.push("connect"));
      socket.on("welcome", (w) => order.push(w));
      await t.connected(socket);
      await t.ask(socket, "echo");
      assert.deepEqual(order, ["connect", { nsp: "/" }]);
    },
  },
  {
    title: "uses two namespaces on one connection",
    rows: (c) => ["S2", "S3", c.major === 2 ? "S95" : "S4"],
    async run(t) {
      const main = await t.connect();
      const custom = t.sibling(main, "/custom");
      const welcomed = t.once(custom, "welcome");
      await t.once(custom, "connect");
      assert.deepEqual(await welcomed, [{ nsp: "/custom" }]);
      assert.equal(custom.io, main.io);
      const [me] = await t.ask(custom, "whoami");
      assert.equal(me.id, custom.id);
      assert.equal(me.nsp, "/custom");
      assert.notEqual(custom.id, main.id);
      if (t.client.major === 2) assert.equal(me.id, `/custom#${main.id}`);
      assert.deepEqual(await t.ask(main, "echo", "main"), ["main"]);
    },
  },
  {
    title: "an unknown namespace is refused and the connection stays",
    rows: () => ["S5"],
    async run(t) {
      const main = await t.connect();
      const unknown = t.sibling(main, "/unknown");
      const [refused] = await t.once(unknown, t.client.refusalEvent);
      const message = t.client.major === 2 && typeof refused === "string" ? refused : refused.message;
      assert.equal(message, "Invalid namespace");
      assert.equal(unknown.connected, false);
      assert.deepEqual(await t.ask(main, "echo", 1), [1]);
    },
  },
  {
    title: "the main namespace refuses with data",
    rows: (c) => ["S10", "S11", ...(c.major === 2 ? ["S97"] : [])],
    async run(t) {
      const socket = t.open("/", { query: { "deny-main": "1" } });
      const [refused] = await t.once(socket, t.client.refusalEvent);
      assertRefusal(t, refused, "main denied", { code: 4001 });
      assert.equal(socket.connected, false);
    },
  },
  {
    title: "a namespace refuses a wrong token with data and takes the right one",
    rows: (c) => ["S6", "S10", "S11", ...(c.major === 2 ? ["S96", "S97"] : [])],
    async run(t) {
      const [refused] = await t.once(secret(t, "wrong"), t.client.refusalEvent);
      assertRefusal(t, refused, "not authorized", { code: "E_AUTH", retry: false });
      const socket = secret(t, "letmein");
      await t.connected(socket);
      const [handshake] = await t.ask(socket, "handshake");
      assert.equal(handshake.auth.token, "letmein");
    },
  },
  {
    title: "the handshake request is refused",
    rows: () => ["E24"],
    async run(t) {
      const socket = t.open("/", { query: { "deny-request": "1" } });
      const [err] = await t.once(socket, "connect_error");
      assert.ok(err instanceof Error);
      assert.equal(socket.connected, false);
    },
  },
  {
    title: "query parameters and headers reach the handshake",
    rows: () => ["S7", "S8", "E88", "E89"],
    async run(t) {
      const headers = { "x-custom": "some value" };
      // Generations before 3 took the extra headers per transport.
      const perTransport = { polling: { extraHeaders: headers }, websocket: { extraHeaders: headers } };
      const socket = await t.connect("/", {
        query: { "a b": "&=?ä" },
        extraHeaders: headers,
        transportOptions: perTransport,
      });
      const [handshake] = await t.ask(socket, "handshake");
      assert.equal(handshake.query["a b"], "&=?ä");
      assert.equal(handshake.query.EIO, String(t.client.protocol));
      assert.equal(handshake.headers["x-custom"], "some value");
      assert.equal(handshake.secure, false);
      assert.ok(handshake.url.startsWith("/socket.io/?"));
      assert.deepEqual(handshake.auth, {});
    },
  },
  {
    title: "the auth payload may come from a function",
    rows: () => ["S6"],
    when: (c) => c.major >= 3,
    async run(t) {
      const auth = (cb) => cb({ list: [1, { two: "zwei" }], none: null });
      const socket = await t.connect("/custom", { auth });
      const [handshake] = await t.ask(socket, "handshake");
      assert.deepEqual(handshake.auth, { list: [1, { two: "zwei" }], none: null });
    },
  },
  {
    title: "what is emitted before the connection is sent after it",
    rows: () => ["S101"],
    async run(t) {
      const socket = t.open();
      const early = [t.ask(socket, "echo", "first"), t.ask(socket, "echo", "second")];
      assert.deepEqual(await Promise.all(early), [["first"], ["second"]]);
    },
  },
  {
    title: "leaves a namespace and comes back while the other stays",
    rows: () => ["S3", "S59"],
    async run(t) {
      const main = await t.connect();
      const custom = t.sibling(main, "/custom");
      await t.once(custom, "connect");
      const gone = t.once(custom, "disconnect");
      custom.disconnect();
      assert.equal((await gone)[0], "io client disconnect");
      assert.deepEqual(await t.ask(main, "echo", "still here"), ["still here"]);
      const welcomed = t.once(custom, "welcome");
      custom.connect();
      assert.deepEqual(await welcomed, [{ nsp: "/custom" }]);
      assert.deepEqual(await t.ask(custom, "echo", "again"), ["again"]);
    },
  },
];
