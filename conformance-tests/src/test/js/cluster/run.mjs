// Servers of both kinds in one cluster over Redis, as clients see it; a second cluster with another key beside it.
// node cluster/run.mjs [--server java|node] [--only TEXT] [--verbose]

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { parseArguments } from "../lib/arguments.mjs";
import { writeProofs, writeTarget } from "../lib/report.mjs";
import { freePort, startFixture } from "../lib/server.mjs";

const ADAPTERS = { classic: ["A13"], sharded: ["A30"], streams: ["A34"] };
const WAIT_MILLIS = 8000;

const options = parseArguments(process.argv.slice(2));
const kind = options.server ?? "java";
const io = createRequire(import.meta.url)("client-4.8.4");

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${WAIT_MILLIS} ms: ${what}`)), WAIT_MILLIS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const next = (socket, event) => within(new Promise((resolve) => socket.once(event, (...args) => resolve(args))), event);
const ask = (socket, event, ...args) =>
  within(new Promise((resolve) => socket.emit(event, ...args, (...answer) => resolve(answer))), event);

function collect(socket, event) {
  const seen = [];
  socket.on(event, (...args) => seen.push(args));
  return seen;
}

/** a and b are clients of two servers of one cluster, c is one of a cluster with another key. [title, rows, run] */
const SCENARIOS = [
  ["a broadcast reaches both servers and no other cluster", ["A7", "A18"], async ({ a, b, c }) => {
    const elsewhere = collect(c, "news");
    const heard = Promise.all([next(a, "news"), next(b, "news")]);
    a.emit("emit-to", [], [], "news", ["€", { n: [1, null] }], {});
    assert.deepEqual(await heard, [["€", { n: [1, null] }], ["€", { n: [1, null] }]]);
    await ask(c, "echo");
    assert.deepEqual(elsewhere, []);
  }],
  ["a room message with binary reaches the other server", ["A7"], async ({ a, b, room }) => {
    await ask(b, "join", room);
    await sleep(150);
    const heard = next(b, "bytes");
    a.emit("emit-to", [room], [], "bytes", [Buffer.from([1, 2, 250])], {});
    assert.deepEqual([...Buffer.from((await heard)[0])], [1, 2, 250]);
  }],
  ["a local broadcast stays on its server, an exception is left out", ["A7", "S38"], async ({ a, b, room }) => {
    await ask(b, "join", room);
    await sleep(150);
    const seen = collect(b, "here");
    const heard = next(a, "here");
    a.emit("emit-to", [], [], "here", [1], { local: true });
    assert.deepEqual(await heard, [1]);
    a.emit("emit-to", [], [room], "here", [2], {});
    const last = next(b, "last");
    a.emit("emit-to", [], [], "last", [], {});
    await last;
    assert.deepEqual(seen, []);
  }],
  ["acknowledgements come from the clients of both servers", ["A8", "A9"], async ({ a, b }) => {
    for (const [socket, answer] of [[a, "from a"], [b, Buffer.from([7])]]) socket.on("q", (ack) => ack(answer));
    const [{ error, responses }] = await ask(a, "emit-ack", [], 4000, "q", []);
    assert.equal(error, null);
    assert.deepEqual(responses.map((r) => (typeof r === "string" ? r : [...Buffer.from(r)])).sort(), [[7], "from a"].sort());
    const [none] = await ask(a, "emit-ack", ["nobody"], 300, "q", []);
    assert.deepEqual(none, { error: null, responses: [] });
  }],
  ["sockets are fetched with their rooms and data", ["A10", "S47"], async ({ a, b }) => {
    await ask(b, "set-data", { name: "b" });
    const [found] = await ask(a, "fetch", []);
    assert.deepEqual(found.map(({ id }) => id).sort(), [a.id, b.id].sort());
    assert.deepEqual(found.find(({ id }) => id === b.id).data, { name: "b" });
  }],
  ["rooms are joined and left from the other server", ["A11", "S45"], async ({ a, b, room }) => {
    a.emit("remote-join", [b.id], [room]);
    for (let i = 0; i < 100 && !(await ask(b, "whoami"))[0].rooms.includes(room); i++) await sleep(20);
    assert.deepEqual((await ask(b, "whoami"))[0].rooms, [b.id, room]);
    a.emit("remote-leave", [b.id], [room]);
    for (let i = 0; i < 100 && (await ask(b, "whoami"))[0].rooms.includes(room); i++) await sleep(20);
    assert.deepEqual((await ask(b, "whoami"))[0].rooms, [b.id]);
  }],
  ["servers talk to each other and answer", ["A12", "S49", "S50"], async ({ a, b, nodes }) => {
    const heard = next(b, "server-side-received");
    a.emit("server-side", "hello", [1, { two: "zwei" }]);
    assert.deepEqual(await heard, [nodes[1], "hello", [1, { two: "zwei" }]]);
    assert.deepEqual(await ask(a, "server-side-ack", "who", []), [{ error: null, responses: [nodes[1]] }]);
  }],
  ["a socket is disconnected from the other server", ["A11", "S46"], async ({ a, b }) => {
    const ended = next(b, "disconnect");
    a.emit("remote-disconnect", [b.id], false);
    assert.equal((await ended)[0], "io server disconnect");
  }],
];

const redisPort = await freePort();
const redis = spawn("redis-server", ["--port", String(redisPort), "--save", "", "--bind", "127.0.0.1"], { stdio: "ignore" });
const url = `redis://127.0.0.1:${redisPort}`;
await sleep(700);

const results = [];
const started = Date.now();
async function open(server) {
  const socket = io(`http://localhost:${server.port}`, { forceNew: true, reconnection: false, transports: ["websocket"] });
  await next(socket, "connect");
  return socket;
}

for (const [adapter, adapterRows] of Object.entries(ADAPTERS)) {
  const start = (which, node, key) =>
    startFixture(which, "cluster", ["--adapter", adapter, "--redis", url, "--key", key, "--node", node]);
  const ours = await start(kind, "ours", "one");
  const theirs = await start("node", "theirs", "one");
  const other = await start(kind, "other", "two");
  await sleep(500);
  for (const [direction, servers, nodes] of [
    ["from ours to the reference", [ours, theirs], ["ours", "theirs"]],
    ["from the reference to ours", [theirs, ours], ["theirs", "ours"]],
  ]) {
    for (const [i, [title, rows, run]] of SCENARIOS.entries()) {
      const all = [...new Set([...rows, ...adapterRows])];
      const test = `${all.map((row) => `[${row}]`).join("")} ${adapter}, ${direction}: ${title}`;
      if (typeof options.only === "string" && !test.includes(options.only)) continue;
      const sockets = [];
      const result = { rows: all, test, ok: true, client: "4.8.4", transport: "websocket" };
      try {
        for (const server of [...servers, other]) sockets.push(await open(server));
        const [a, b, c] = sockets;
        await run({ a, b, c, nodes, room: `room-${adapter}-${nodes[0]}-${i}` });
      } catch (err) {
        result.ok = false;
        result.error = String(err?.stack ?? err);
      }
      for (const socket of sockets) socket.disconnect();
      await sleep(50);
      results.push(result);
      if (!result.ok || options.verbose) console.log(`${result.ok ? "ok" : "not ok"} ${results.length} - ${test}`);
      if (!result.ok) console.log(result.error.replace(/^/gm, "    # "));
    }
  }
  await Promise.all([ours, theirs, other].map((server) => server.stop()));
}
redis.kill("SIGTERM");

const failed = results.filter(({ ok }) => !ok).length;
const summary = { server: kind, tests: results.length, failed, seconds: Math.round((Date.now() - started) / 1000) };
writeTarget(`cluster${kind === "java" ? "" : `-${kind}`}.json`, JSON.stringify({ summary, results }, null, 1));
if (kind === "java") writeProofs("cluster", results.map(({ error: _error, ...result }) => result));
console.log(`# ${JSON.stringify(summary)}`);
process.exit(failed > 0 || results.length === 0 ? 1 : 0);
