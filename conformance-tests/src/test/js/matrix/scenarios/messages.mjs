import assert from "node:assert/strict";

const KIB = 1024;

function bytes(length, factor = 1) {
  return Buffer.from(Array.from({ length }, (_, i) => (i * factor) % 256));
}

function pattern(length) {
  return bytes(length);
}

function assertBinary(actual, expected) {
  assert.ok(Buffer.isBuffer(actual) || actual instanceof ArrayBuffer || ArrayBuffer.isView(actual));
  assert.ok(Buffer.from(actual).equals(expected), `${Buffer.from(actual).length} bytes differ`);
}

export default [
  {
    title: "JSON values survive the way there and back",
    rows: () => ["S13", "S19", "S22", "S106"],
    async run(t) {
      const socket = await t.connect();
      const values = [
        0, -1.5, 1e21, true, false, null, "", "text", [], {}, [[], [{}]],
        { a: { b: [1, "2", { c: null }] } }, Number.MAX_SAFE_INTEGER, "\u0000\u001e\\n\"'",
      ];
      assert.deepEqual(await t.ask(socket, "echo", ...values), values);
      const date = new Date(0);
      assert.deepEqual(await t.ask(socket, "echo", date, [undefined, NaN]), [
        "1970-01-01T00:00:00.000Z",
        [null, null],
      ]);
    },
  },
  {
    title: "an acknowledgement may have no argument",
    rows: () => ["S19", "S22"],
    async run(t) {
      const socket = await t.connect();
      assert.deepEqual(await t.ask(socket, "echo"), []);
    },
  },
  {
    title: "text outside ASCII arrives unchanged",
    rows: (c) => ["S14", ...(c.major === 2 ? ["E93"] : [])],
    async run(t) {
      const socket = await t.connect();
      const texts = ["ä€", "😀👩‍👩‍👧", "てすと", "\u2028\u2029", "Я Б Г", "a\u0000b", "\ud7ff\ue000\uffff"];
      assert.deepEqual(await t.ask(socket, "echo", ...texts), texts);
      const back = t.once(socket, "echo-event");
      socket.emit("echo-event", texts, { "schlüssel€": "😀" });
      assert.deepEqual(await back, [texts, { "schlüssel€": "😀" }]);
    },
  },
  {
    title: "event names may be any text",
    rows: () => ["S13"],
    async run(t) {
      const socket = await t.connect();
      const room = t.unique("name with , and \" and €");
      assert.ok((await t.ask(socket, "join", room))[0].includes(room));
    },
  },
  {
    title: "binary arguments, nested and several, keep their places",
    rows: (c, transport) => [
      "S15", "S16", "S21",
      ...(transport === "polling" ? [c.major === 2 ? "E95" : "E31"] : [c.major === 2 ? "E96" : "E61"]),
    ],
    async run(t) {
      const socket = await t.connect();
      const a = bytes(3);
      const b = bytes(300, 7);
      const c = Buffer.alloc(0);
      const [first, text, nested] = await t.ask(socket, "echo", a, "between", { list: [b, { c }], n: 1 });
      assertBinary(first, a);
      assert.equal(text, "between");
      assertBinary(nested.list[0], b);
      assertBinary(nested.list[1].c, c);
      assert.equal(nested.n, 1);
      assertBinary((await t.ask(socket, "echo-binary", b))[0], b);
    },
  },
  {
    title: "typed arrays are sent as the bytes they show",
    rows: () => ["S15"],
    async run(t) {
      const socket = await t.connect();
      const view = new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4);
      const back = t.once(socket, "echo-event");
      socket.emit("echo-event", view, Uint8Array.of(5).buffer);
      const [first, second] = await back;
      assertBinary(first, Buffer.from([1, 2, 3]));
      assertBinary(second, Buffer.from([5]));
    },
  },
  {
    title: "the server sends binary nested in an object",
    rows: () => ["S15", "S16"],
    async run(t) {
      const socket = await t.connect();
      const sent = t.once(socket, "binary");
      socket.emit("send-binary", 300);
      const [direct, rest] = await sent;
      assertBinary(direct, pattern(300));
      assert.equal(rest.label, "nested");
      assertBinary(rest.list[0], pattern(300));
      assert.equal(rest.list[1], 7);
    },
  },
  {
    title: "the server asks and gets an answer with several arguments",
    rows: () => ["S20"],
    async run(t) {
      const socket = await t.connect();
      socket.on("question", (v, answer) => answer(v, "and", { more: [v] }));
      const received = t.once(socket, "answer-received");
      socket.emit("ask-me", "why €?");
      assert.deepEqual(await received, ["why €?", "and", { more: ["why €?"] }]);
    },
  },
  {
    title: "the server asks with binary and gets binary back",
    rows: () => ["S20", "S21"],
    async run(t) {
      const socket = await t.connect();
      socket.on("binary-question", (b, answer) => answer(Buffer.from(b).subarray(1)));
      const received = t.once(socket, "binary-answer-received");
      socket.emit("ask-binary", 257);
      const [b, length] = await received;
      assertBinary(b, pattern(257).subarray(1));
      assert.equal(length, 256);
    },
  },
  {
    title: "answers of two clients are not mixed up",
    rows: () => ["S103"],
    async run(t) {
      const sockets = await Promise.all([t.connect(), t.connect()]);
      const received = sockets.map((socket, i) => {
        socket.on("question", (v, answer) => answer(v, i));
        const all = t.collect(socket, "answer-received");
        for (let n = 0; n < 5; n++) socket.emit("ask-me", `${i}/${n}`);
        return all;
      });
      await t.until(() => received.every((all) => all.length === 5), "all answers");
      received.forEach((all, i) => {
        assert.deepEqual(all, [0, 1, 2, 3, 4].map((n) => [`${i}/${n}`, i]));
      });
    },
  },
  {
    title: "many events keep their order in both directions",
    rows: (c, transport) => ["S13", ...(transport === "upgrade" ? ["E54"] : ["E29", "E30"])],
    async run(t) {
      // Not connected first: with both transports the numbers run while the connection upgrades.
      const socket = t.open();
      const seq = t.collect(socket, "seq");
      const echoed = t.collect(socket, "echo-event");
      socket.emit("count", 200);
      for (let i = 0; i < 200; i++) socket.emit("echo-event", i);
      await t.connected(socket);
      for (let i = 200; i < 220; i++) socket.emit("echo-event", i);
      await t.until(() => seq.length === 200 && echoed.length === 220, "all numbers");
      assert.deepEqual(seq.flat(), Array.from({ length: 200 }, (_, i) => i));
      assert.deepEqual(echoed.flat(), Array.from({ length: 220 }, (_, i) => i));
    },
  },
  {
    title: "large text close to the limit",
    rows: () => ["S18", "E37"],
    async run(t) {
      const socket = await t.connect();
      const text = "0123456789abcdef".repeat(60 * KIB).slice(0, 990_000);
      const [back] = await t.ask(socket, "echo", text);
      assert.ok(back === text);
      const wide = "€".repeat(320_000);
      assert.ok((await t.ask(socket, "echo", wide))[0] === wide);
    },
  },
  {
    title: "large binary close to the limit",
    rows: () => ["S18"],
    async run(t) {
      const socket = await t.connect();
      // Base64 on polling takes a third more.
      const size = t.finalTransport === "polling" ? 740_000 : 990_000;
      const b = bytes(size, 3);
      assertBinary((await t.ask(socket, "echo-binary", b))[0], b);
      const sent = t.once(socket, "binary");
      socket.emit("send-binary", size);
      assertBinary((await sent)[0], pattern(size));
    },
  },
  {
    title: "a message over the limit ends the connection",
    rows: (c, transport) => [transport === "polling" ? "E35" : "E36"],
    async run(t) {
      const socket = await t.connect();
      const ended = t.once(socket, "disconnect");
      socket.emit("echo-event", "x".repeat(1_000_001));
      const [reason] = await ended;
      assert.ok(["transport error", "transport close"].includes(reason), reason);
    },
  },
  {
    title: "ten attachments are taken, eleven end the connection",
    rows: () => ["S17"],
    async run(t) {
      const socket = await t.connect();
      const some = (n) => Array.from({ length: n }, (_, i) => Buffer.from([i]));
      const [ten] = await t.ask(socket, "echo", some(10));
      ten.forEach((b, i) => assertBinary(b, Buffer.from([i])));
      const ended = t.once(socket, "disconnect");
      socket.emit("echo-event", some(11));
      await ended;
    },
  },
  {
    title: "a client that cannot take binary gets and sends base64",
    rows: () => ["E62"],
    async run(t) {
      const socket = await t.connect("/", { forceBase64: true });
      const b = bytes(1000, 11);
      assertBinary((await t.ask(socket, "echo", { b }))[0].b, b);
    },
  },
  {
    title: "volatile events arrive while connected and are dropped before",
    rows: () => ["S28"],
    when: (c) => c.hasVolatile,
    async run(t) {
      const socket = t.open();
      const seen = t.collect(socket, "echo-event");
      socket.volatile.emit("echo-event", "too early");
      await t.connected(socket);
      await t.sleep(150);
      socket.volatile.emit("echo-event", "in time");
      await t.until(() => seen.length > 0, "the volatile event");
      await t.ask(socket, "echo");
      assert.deepEqual(seen, [["in time"]]);
    },
  },
  {
    title: "acknowledgement with a time limit",
    rows: () => ["S25"],
    when: (c) => c.hasTimeout,
    async run(t) {
      const socket = await t.connect();
      const answer = await new Promise((resolve) => {
        socket.timeout(2000).emit("echo", 1, 2, (...args) => resolve(args));
      });
      assert.deepEqual(answer, [null, 1, 2]);
      const [err] = await new Promise((resolve) => {
        socket.timeout(50).emit("nobody listens", (...args) => resolve(args));
      });
      assert.equal(err.message, "operation has timed out");
    },
  },
  {
    title: "retries deliver each event once and in order",
    rows: () => ["S25"],
    when: (c) => c.hasRetries,
    async run(t) {
      const socket = await t.connect("/", { retries: 3, ackTimeout: 1000 });
      const answers = await Promise.all(
        [1, 2, 3].map((n) => new Promise((resolve) => socket.emit("echo", n, (...args) => resolve(args)))),
      );
      assert.deepEqual(answers, [[null, 1], [null, 2], [null, 3]]);
      assert.equal(await socket.emitWithAck("echo", "x"), "x");
    },
  },
];
