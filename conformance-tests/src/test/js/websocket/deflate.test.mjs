// permessage-deflate end to end: the client of the npm package "ws" and two fixtures ws-echo, which WsEchoDeflateIT
// starts. PLAIN_PORT is one without the extension, DEFLATE_PORT one that compresses every message.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { test } from "node:test";
import { WebSocket } from "ws";

const LIMIT = 64 * 1024 * 1024;
const plainPort = process.env.PLAIN_PORT;
const deflatePort = process.env.DEFLATE_PORT;

/** A client that compresses whatever it sends, and connects with what options it is given; "agreed" is the answered header. */
async function connect(t, port, perMessageDeflate = {}) {
  const offer = perMessageDeflate && { threshold: 0, ...perMessageDeflate };
  const ws = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: offer, maxPayload: 2 * LIMIT });
  t.after(() => ws.terminate());
  ws.on("upgrade", (response) => (ws.agreed = response.headers["sec-websocket-extensions"]));
  await once(ws, "open");
  return ws;
}

async function echo(ws, message, options = {}) {
  const answer = once(ws, "message");
  ws.send(message, options);
  const [data, isBinary] = await answer;
  return isBinary ? data : data.toString();
}

/** The bytes on the wire that the echo of a message takes. */
async function echoBytes(ws, message) {
  const before = ws._socket.bytesRead;
  assert.equal(await echo(ws, message), message);
  return ws._socket.bytesRead - before;
}

async function closeCode(ws) {
  const [code] = await once(ws, "close");
  return code;
}

/** A frame with a mask of zeros, so that the payload is on the wire as it is. */
function frame(first, payload) {
  return Buffer.concat([Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

test("[E65] the extension is agreed on when both sides have it", async (t) => {
  assert.equal((await connect(t, deflatePort)).agreed, "permessage-deflate");
  assert.equal((await connect(t, deflatePort, false)).agreed, undefined);
  assert.equal((await connect(t, plainPort)).agreed, undefined);
});

test("[E65] messages of any size come back, compressible or not", async (t) => {
  const ws = await connect(t, deflatePort);
  for (const size of [0, 1, 2, 125, 126, 127, 1000, 65_535, 65_536, 65_537, 1_000_000, 5_000_000]) {
    const text = "grüße, 世界 🐟 ".repeat(size / 20 + 1).slice(0, size);
    assert.equal(await echo(ws, text), text);
    const noise = randomBytes(size);
    assert.deepEqual(await echo(ws, noise), noise);
    const zeros = Buffer.alloc(size);
    assert.deepEqual(await echo(ws, zeros), zeros);
  }
});

test("[E65] compressed messages take fewer bytes", async (t) => {
  const text = JSON.stringify(Array.from({ length: 1000 }, (_, id) => ({ id, name: `user ${id}`, online: true })));
  const plain = await echoBytes(await connect(t, plainPort), text);
  const deflated = await echoBytes(await connect(t, deflatePort), text);
  assert.ok(plain > text.length);
  assert.ok(deflated < plain / 5, `${deflated} of ${plain} bytes`);
});

test("[E65] a window that is kept makes the second message smaller than the first", async (t) => {
  const ws = await connect(t, deflatePort);
  const text = randomBytes(3000).toString("base64");
  const first = await echoBytes(ws, text);
  const second = await echoBytes(ws, text);
  assert.ok(second < first / 10, `${first}, then ${second} bytes`);
});

test("[E65] a client can have the server forget its window", async (t) => {
  const ws = await connect(t, deflatePort, { serverNoContextTakeover: true });
  assert.equal(ws.agreed, "permessage-deflate; server_no_context_takeover");
  const text = randomBytes(3000).toString("base64");
  const first = await echoBytes(ws, text);
  assert.equal(await echoBytes(ws, text), first);
});

test("[E65] a client can forget its own window", async (t) => {
  const ws = await connect(t, deflatePort, { clientNoContextTakeover: true });
  assert.equal(ws.agreed, "permessage-deflate; client_no_context_takeover");
  for (let i = 0; i < 20; i++) assert.equal(await echo(ws, "again and again"), "again and again");
});

test("[E65] a client's smaller window is no obstacle", async (t) => {
  const ws = await connect(t, deflatePort, { clientMaxWindowBits: 9 });
  assert.equal(ws.agreed, "permessage-deflate");
  const text = randomBytes(30_000).toString("hex").repeat(3);
  assert.equal(await echo(ws, text), text);
});

test("[E65] a demand for a smaller window of the server is declined, and all goes uncompressed", async (t) => {
  const small = await connect(t, deflatePort, { serverMaxWindowBits: 10 });
  assert.equal(small.agreed, undefined);
  assert.equal(await echo(small, "plain"), "plain");
  const full = await connect(t, deflatePort, { serverMaxWindowBits: 15 });
  assert.equal(full.agreed, "permessage-deflate; server_max_window_bits=15");
  assert.equal(await echo(full, "compressed"), "compressed");
});

test("[E63] [E65] fragments of a compressed message are joined, with pings between them", async (t) => {
  const ws = await connect(t, deflatePort);
  const pongs = [];
  ws.on("pong", (data) => pongs.push(data.toString()));
  const answer = once(ws, "message");
  ws.send("first, ", { fin: false, compress: true });
  ws.ping("one");
  ws.send("second, ", { fin: false, compress: true });
  ws.ping("two");
  ws.send("last", { fin: true, compress: true });
  const [data] = await answer;
  assert.equal(data.toString(), "first, second, last");
  assert.deepEqual(pongs, ["one", "two"]);
});

test("[E65] compressed and plain messages mix, and keep their order", async (t) => {
  const ws = await connect(t, deflatePort);
  const received = [];
  const done = new Promise((resolve) => {
    ws.on("message", (data) => received.push(data.toString()) === 1000 && resolve());
  });
  for (let i = 0; i < 1000; i++) ws.send(`message ${i}`, { compress: i % 3 > 0 });
  await done;
  assert.deepEqual(received, Array.from({ length: 1000 }, (_, i) => `message ${i}`));
});

test("[E65] a message that inflates above the limit ends the connection with 1009", async (t) => {
  const ws = await connect(t, deflatePort);
  ws.send(Buffer.alloc(LIMIT + 1));
  assert.equal(await closeCode(ws), 1009);
});

test("[E65] what cannot be inflated ends the connection with 1007", async (t) => {
  const ws = await connect(t, deflatePort);
  ws._socket.write(frame(0xc1, Buffer.from("ffffff", "hex")));
  assert.equal(await closeCode(ws), 1007);
});

test("[E65] compressed frames without the extension end the connection with 1002", async (t) => {
  const ws = await connect(t, plainPort);
  ws._socket.write(frame(0xc1, Buffer.from("f248cdc9c90700", "hex")));
  assert.equal(await closeCode(ws), 1002);
});

test("[E65] a compressed control frame ends the connection with 1002", async (t) => {
  const ws = await connect(t, deflatePort);
  ws._socket.write(frame(0xc9, Buffer.from("f248cdc9c90700", "hex")));
  assert.equal(await closeCode(ws), 1002);
});
