import { connect } from "node:net";
import { describe, rawRequest } from "../http.mjs";
import { show } from "../transcript.mjs";
import { frame } from "../websocket.mjs";
import { engineFence, group, slug } from "./steps.mjs";

const hi = (packet) => packet === "4hi";

/** Polling session of the fixture eio-client, after its greeting. */
async function greeted(o, lane = "a", options = {}) {
  const session = await o.polling(lane, options);
  await session.until(hi);
  return session;
}

async function greetedWs(o, lane = "a", options = {}) {
  const wire = await o.ws(lane, options);
  await wire.until(hi);
  return wire;
}

/** Bodies of a POST to a session, followed by a GET that shows what became of it. [title, rows, body, options] */
const BODIES = [
  ["one message", ["E28"], "4hello"],
  ["three messages", ["E29", "E30"], "4a\x1e4b\x1e4c"],
  ["message without text", ["E28"], "4"],
  ["text outside ASCII", ["E28"], "4€ä😀"],
  ["binary", ["E31"], "bAQIDBA=="],
  ["binary between texts", ["E29", "E31"], "4a\x1ebAQID\x1e4b"],
  ["empty binary", ["E31"], "b"],
  ["base64 without padding", ["E31"], "bAQIDBA"],
  ["base64 of the URL alphabet", ["E31"], "b-_-_"],
  ["base64 with foreign characters", ["E31"], "bAQ*ID"],
  ["base64 with line breaks", ["E31"], "bAQID\nBA=="],
  ["binary with type digit", ["E31"], "b4AQID"],
  ["empty body", ["E45"], ""],
  ["unknown packet type", ["E45"], "9x"],
  ["letters", ["E45"], "abc"],
  ["blank in front", ["E45"], " 4x"],
  ["bad packet behind a good one", ["E29", "E45"], "4good\x1eX\x1e4late"],
  ["separator in front", ["E29", "E45"], "\x1e4x"],
  ["separator at the end", ["E29", "E45"], "4x\x1e"],
  ["two separators", ["E29", "E45"], "4x\x1e\x1e4y"],
  ["pong", ["E47"], "3"],
  ["pong with text", ["E47"], "3probe"],
  ["ping", ["E51"], "2"],
  ["ping with text", ["E51"], "2probe"],
  ["open", ["E45"], "0"],
  ["open with JSON", ["E45"], '0{"sid":"mine"}'],
  ["upgrade", ["E45"], "5"],
  ["noop", ["E45"], "6"],
  ["noop and a message", ["E29"], "6\x1e4x"],
  ["close", ["E41"], "1"],
  ["close with text", ["E41"], "1x"],
  ["message and close", ["E41"], "4x\x1e1"],
  ["close and a message", ["E41"], "1\x1e4x"],
  ["payload of revision 3", ["E45"], "2:4x"],
  ["NUL in the text", ["E28"], "4a\0b"],
  ["line breaks in the text", ["E28"], "4a\r\nb\n"],
  ["broken UTF-8", ["E28"], Buffer.from([0x34, 0x61, 0xff, 0xfe, 0x62])],
  ["half of a surrogate pair in UTF-8", ["E28"], Buffer.from([0x34, 0xed, 0xa0, 0x80])],
  ["byte order mark", ["E28"], Buffer.from("\ufeff4x")],
  ["chunks", ["E32"], ["4he", "llo"]],
  ["chunks that split a character", ["E32", "E33"], [Buffer.from([0x34, 0xe2]), Buffer.from([0x82]), Buffer.from([0xac])]],
  ["chunks that split a packet", ["E32"], ["4a\x1e", "4", "b"]],
  ["form type", ["E28"], "4x", { headers: { "Content-Type": "application/x-www-form-urlencoded" } }],
  ["no type", ["E28"], "4x", { headers: {} }],
  ["JSON type", ["E28"], "4x", { headers: { "Content-Type": "application/json" } }],
  ["octet-stream", ["E34"], "4x", { headers: { "Content-Type": "application/octet-stream" } }],
  ["octet-stream with parameter", ["E34"], "4x", { headers: { "Content-Type": "application/octet-stream; x=y" } }],
  ["octet-stream in capitals", ["E34"], "4x", { headers: { "Content-Type": "Application/Octet-Stream" } }],
  ["100 bytes", ["E35"], `4${"x".repeat(99)}`],
  ["101 bytes", ["E35"], `4${"x".repeat(100)}`],
  ["100 bytes of wide characters", ["E35"], `4${"€".repeat(33)}`],
  ["102 bytes of wide characters", ["E35"], `4x${"€".repeat(34)}`],
  ["101 bytes in chunks", ["E35", "E32"], [`4${"x".repeat(50)}`, "x".repeat(50)]],
  ["100 bytes in chunks", ["E35", "E32"], [`4${"x".repeat(50)}`, "x".repeat(49)]],
];

/** Methods on a living session. */
const METHODS = ["PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"];

/** Text frames on an open WebSocket, and how the session goes on. */
const FRAMES = [
  ["message", ["E2"], "4hello"],
  ["message without text", ["E2"], "4"],
  ["text outside ASCII", ["E2"], "4€ä😀"],
  ["binary", ["E61"], Buffer.from([1, 2, 3])],
  ["empty binary", ["E61"], Buffer.alloc(0)],
  ["base64 text", ["E61"], "bAQID"],
  ["base64 text without data", ["E61"], "b"],
  ["empty text", ["E46"], ""],
  ["unknown type", ["E45"], "9x"],
  ["letters", ["E45"], "abc"],
  ["separator", ["E45"], "\x1e"],
  ["two packets in a frame", ["E2"], "4a\x1e4b"],
  ["open", ["E45"], "0"],
  ["close", ["E45"], "1"],
  ["ping", ["E51"], "2"],
  ["ping with text", ["E51"], "2probe"],
  ["pong", ["E47"], "3"],
  ["upgrade", ["E45"], "5"],
  ["noop", ["E45"], "6"],
  ["upgrade with text", ["E45"], "5x"],
  ["100 bytes", ["E36"], `4${"x".repeat(99)}`],
  ["101 bytes", ["E36"], `4${"x".repeat(100)}`],
  ["100 bytes of binary", ["E36"], Buffer.alloc(100, 7)],
  ["101 bytes of binary", ["E36"], Buffer.alloc(101, 7)],
];

/** Frames below the level of packets, as bytes. */
const RAW_FRAMES = [
  ["fragments", [frame({ payload: "4he", fin: false }), frame({ opcode: 0, payload: "llo" })]],
  ["fragments with a ping between", [frame({ payload: "4he", fin: false }), frame({ opcode: 9, payload: "p" }), frame({ opcode: 0, payload: "llo" })]],
  ["fragments with an empty middle", [frame({ payload: "4a", fin: false }), frame({ opcode: 0, fin: false }), frame({ opcode: 0, payload: "b" })]],
  ["fragments over the limit", [frame({ payload: `4${"x".repeat(60)}`, fin: false }), frame({ opcode: 0, payload: "x".repeat(60) })]],
  ["continuation without a start", [frame({ opcode: 0, payload: "x" })]],
  ["second start within a message", [frame({ payload: "4a", fin: false }), frame({ payload: "4b" })]],
  ["control ping", [frame({ opcode: 9, payload: "ping" })]],
  ["control pong unasked", [frame({ opcode: 10, payload: "pong" })]],
  ["fragmented control frame", [frame({ opcode: 9, fin: false, payload: "p" })]],
  ["control frame of 126 bytes", [frame({ opcode: 9, payload: "p".repeat(126) })]],
  ["unmasked frame", [frame({ payload: "4x", masked: false })]],
  ["reserved bit 1", [frame({ payload: "4x", rsv: 4 })]],
  ["reserved bit 2", [frame({ payload: "4x", rsv: 2 })]],
  ["reserved bit 3", [frame({ payload: "4x", rsv: 1 })]],
  ["reserved opcode 3", [frame({ opcode: 3, payload: "4x" })]],
  ["reserved opcode 11", [frame({ opcode: 11 })]],
  ["invalid UTF-8", [frame({ payload: Buffer.from([0x34, 0xff, 0xfe]) })]],
  ["UTF-8 split over fragments", [frame({ payload: Buffer.from([0x34, 0xe2]), fin: false }), frame({ opcode: 0, payload: Buffer.from([0x82, 0xac]) })]],
  ["invalid UTF-8 split over fragments", [frame({ payload: Buffer.from([0x34, 0xe2]), fin: false }), frame({ opcode: 0, payload: "x" })]],
  ["length in a longer form", [frame({ payload: "4x", extended: 2 })]],
  ["length in the longest form", [frame({ payload: "4x", extended: 8 })]],
  ["announced length of 2 to the 40", [frame({ payload: "4x", length: 2 ** 40, extended: 8 })]],
  ["announced length with the top bit", [Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4])]],
  ["close 1000", [frame({ opcode: 8, payload: Buffer.from([0x03, 0xe8]) })]],
  ["close 1001 with reason", [frame({ opcode: 8, payload: Buffer.concat([Buffer.from([0x03, 0xe9]), Buffer.from("bye")]) })]],
  ["close without code", [frame({ opcode: 8 })]],
  ["close with one byte", [frame({ opcode: 8, payload: Buffer.from([3]) })]],
  ["close with code 1005", [frame({ opcode: 8, payload: Buffer.from([0x03, 0xed]) })]],
  ["close with code 999", [frame({ opcode: 8, payload: Buffer.from([0x03, 0xe7]) })]],
  ["close with code 4000", [frame({ opcode: 8, payload: Buffer.from([0x0f, 0xa0]) })]],
  ["close with broken reason", [frame({ opcode: 8, payload: Buffer.from([0x03, 0xe8, 0xff]) })]],
  ["message after close", [frame({ opcode: 8, payload: Buffer.from([0x03, 0xe8]) }), frame({ payload: "4late" })]],
  ["two messages in one segment", [Buffer.concat([frame({ payload: "4a" }), frame({ payload: "4b" })])]],
  ["message byte by byte", [...frame({ payload: "4slow" })].map((byte) => Buffer.from([byte]))],
];

export default [
  ...group("body", { fixture: "eio-client" }, BODIES.map(([title, rows, body, options]) => ({
    title, rows,
    async run(o) {
      const session = await greeted(o);
      await session.post(body, options);
      const alive = await session.post("4fence");
      if (alive?.status === 200) await session.until((packet) => packet === "4fence");
    },
  }))),
  ...group("method", { fixture: "eio-client" }, METHODS.map((method) => ({
    title: `${method} on a session`,
    rows: ["E27"],
    async run(o) {
      const session = await greeted(o);
      await session.get({ method });
      await engineFence(session);
    },
  }))),
  ...group("frame", { fixture: "eio-client" }, FRAMES.map(([title, rows, data]) => ({
    title, rows,
    async run(o) {
      const wire = await greetedWs(o);
      wire.send(data);
      await engineFence(wire);
    },
  }))),
  ...group("frame-b64", { fixture: "eio-client" }, FRAMES.slice(0, 5).map(([title, , data]) => ({
    title: `${title} with b64`,
    rows: ["E62"],
    async run(o) {
      const wire = await greetedWs(o, "a", { query: "&b64=1" });
      wire.send("4give binary", data);
      await engineFence(wire);
    },
  }))),
  ...group("raw-frame", { fixture: "eio-client" }, RAW_FRAMES.map(([title, parts]) => ({
    title,
    rows: ["E63"],
    async run(o) {
      const wire = await greetedWs(o);
      wire.socket.on("pong", (data) => o.record("a", `control pong ${data}`));
      for (const part of parts) {
        wire.raw(part);
        if (parts.length > 2) await o.sleep(2);
      }
      if (slug(title).startsWith("announced") || title.startsWith("close") || title === "message after close") {
        await wire.ended();
      } else {
        await engineFence(wire);
      }
    },
  }))),
  ...group("session", { fixture: "eio-client" }, [
    {
      title: "binary on request, by polling",
      rows: ["E31"],
      async run(o) {
        const session = await greeted(o);
        await session.post("4give binary\x1e4give utf8");
        await session.get();
      },
    },
    {
      title: "what is sent at the connection waits for the next poll",
      rows: ["E30"],
      async run(o) {
        const session = await o.polling("a");
        await session.get();
      },
    },
    {
      title: "a second poll ends the session",
      rows: ["E38"],
      async run(o) {
        const session = await greeted(o);
        const first = session.startGet("first");
        await o.sleep(40);
        await session.get();
        await first();
        await session.get();
      },
    },
    {
      title: "a second POST while one is sent ends the session",
      rows: ["E39"],
      async run(o) {
        const session = await greeted(o);
        const half = rawRequest(o.port, `POST ${session.target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n4abc`, "POST");
        half.response.catch(() => {});
        await o.sleep(40);
        await session.post("4x");
        await session.get();
        half.abort();
      },
    },
    {
      title: "an aborted poll ends the session",
      rows: ["E40"],
      async run(o) {
        const session = await greeted(o);
        const pending = session.startGet("pending");
        await o.sleep(40);
        pending.abort();
        await o.sleep(60);
        await session.get();
      },
    },
    {
      title: "an aborted POST ends the session",
      rows: ["E40"],
      async run(o) {
        const session = await greeted(o);
        const half = rawRequest(o.port, `POST ${session.target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n4abc`, "POST");
        half.response.catch(() => {});
        await o.sleep(40);
        half.abort();
        await o.sleep(60);
        await session.get();
      },
    },
    {
      title: "close by POST releases the pending poll",
      rows: ["E41"],
      async run(o) {
        const session = await greeted(o);
        const pending = session.startGet("pending");
        await o.sleep(40);
        await session.post("1");
        await pending();
        await session.get();
        await session.post("4x");
      },
    },
    {
      title: "a pending poll gets the echo of a later POST",
      rows: ["E28"],
      async run(o) {
        const session = await greeted(o);
        const pending = session.startGet("pending");
        await o.sleep(40);
        await session.post("4late");
        await pending();
      },
    },
    {
      title: "JSONP session",
      rows: ["E92"],
      async run(o) {
        const session = await o.polling("a");
        session.query += "&j=7";
        await session.get();
        await session.post(`d=${encodeURIComponent("4a\\nb\u2028\"\\\\n")}`, { headers: { "Content-Type": "application/x-www-form-urlencoded" } });
        await session.get();
        await session.post("x=1", { headers: { "Content-Type": "application/x-www-form-urlencoded" } });
        await session.get();
      },
    },
    {
      title: "poll by another revision",
      rows: ["E22"],
      async run(o) {
        const session = await greeted(o);
        session.query = "EIO=3&transport=polling";
        await session.get();
        session.query = "EIO=4&transport=polling";
        await engineFence(session);
      },
    },
    {
      title: "poll of a session that was born on a websocket",
      rows: ["E21"],
      async run(o) {
        const wire = await greetedWs(o);
        await o.http("http", { query: `EIO=4&transport=polling&sid=${wire.sid}` });
        await o.http("http", { method: "POST", query: `EIO=4&transport=polling&sid=${wire.sid}`, body: "4x" });
        await engineFence(wire);
      },
    },
    {
      title: "second websocket for a session of a websocket",
      rows: ["E56"],
      async run(o) {
        const wire = await greetedWs(o);
        const second = await o.ws("b", { query: `&sid=${wire.sid}` });
        second.send("2probe");
        await second.next();
        await engineFence(wire);
      },
    },
    {
      title: "plain request for the websocket of a session",
      rows: ["E20"],
      async run(o) {
        const wire = await greetedWs(o);
        const { response, abort } = rawRequest(o.port, `GET /engine.io/?EIO=4&transport=websocket&sid=${wire.sid} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
        response.catch(() => {});
        const answer = await Promise.race([response, o.sleep(500)]);
        o.record("http", answer ? describe(answer, show) : "no answer");
        abort();
        await engineFence(wire);
      },
    },
    {
      title: "the first sub-protocol is taken",
      rows: ["E64"],
      async run(o) {
        const one = await o.ws("a", { protocols: ["foo"], recordHead: true });
        const two = await o.ws("b", { protocols: ["foo", "bar"], recordHead: true });
        await one.until(hi);
        await two.until(hi);
      },
      masks: [[/Expires=[^"]*/g, "Expires=<date>"]],
    },
    {
      title: "no compression is offered unasked",
      rows: ["E65"],
      async run(o) {
        const { response, abort } = rawRequest(o.port, [
          "GET /engine.io/?EIO=4&transport=websocket HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits", "", "",
        ].join("\r\n"));
        const answer = await Promise.race([response, o.sleep(300)]);
        o.record("a", `extensions: ${answer?.headers.get("sec-websocket-extensions") ?? "none"}`);
        abort();
      },
    },
    {
      title: "frames in the segment of the handshake are not lost",
      rows: ["E2"],
      async run(o) {
        const socket = connect({ port: o.port, host: "127.0.0.1" });
        const seen = [];
        socket.on("data", (chunk) => seen.push(chunk));
        socket.on("error", () => {});
        socket.write(Buffer.concat([
          Buffer.from([
            "GET /engine.io/?EIO=4&transport=websocket HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "", "",
          ].join("\r\n")),
          frame({ payload: "4early" }),
        ]));
        for (let i = 0; i < 400 && !Buffer.concat(seen).includes("4early"); i++) await o.sleep(5);
        o.record("a", `echo: ${Buffer.concat(seen).includes("4early")}`);
        socket.destroy();
      },
    },
    {
      title: "requests on one connection are answered in order",
      rows: ["E28"],
      async run(o) {
        const session = await greeted(o);
        const post = `POST ${session.target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n4x`;
        const { reader, response, socket } = rawRequest(o.port, post + `GET ${session.target} HTTP/1.1\r\nHost: localhost\r\n\r\n`, "POST");
        o.record("a", describe(await response, show));
        o.record("a", describe(await reader.read("GET"), show));
        socket.destroy();
      },
    },
  ]),
];
