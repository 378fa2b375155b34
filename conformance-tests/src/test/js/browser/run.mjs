// The client in a real browser: bundles of two generations and the one that the server itself delivers.
// node browser/run.mjs [--server java|node] [--short] [--only TEXT]

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { parseArguments } from "../lib/arguments.mjs";
import { writeProofs, writeTarget } from "../lib/report.mjs";
import { startFixture } from "../lib/server.mjs";
import { installScenarios } from "./page.mjs";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const TRANSPORTS = { polling: ["polling"], websocket: ["websocket"], upgrade: ["polling", "websocket"] };

const ROWS_OF_TRANSPORT = { polling: ["E1"], websocket: ["E2"], upgrade: ["E52"] };

/** Scenario of the page, title, rows. */
const SCENARIOS = [
  ["connects", "connects with the id the server knows", ["S1"]],
  ["echoesText", "text and JSON come back", ["S13", "S14", "S19"]],
  ["echoesBinary", "ArrayBuffers and views come back", ["S15", "S21"]],
  ["echoesBlobs", "blobs arrive as binary", ["S15"]],
  ["takesBinaryEvents", "binary events of the server", ["S15", "S16"]],
  ["answersQuestions", "questions of the server are answered", ["S20"]],
  ["sendsMuch", "large text and binary", ["S18"]],
  ["usesNamespaces", "two namespaces on one connection", ["S2", "S3"]],
  ["isRefused", "a refusal carries data", ["S10", "S11"]],
  ["sharesRooms", "two sockets share a room", ["S30", "S36"]],
  ["keepsOrder", "many events keep their order", ["E54"]],
  ["isDisconnected", "the server ends the connection", ["S58"]],
  ["reconnects", "comes back after the server has closed the transport", ["S100"]],
  ["staysAlive", "lives on heartbeats", []],
];

const options = parseArguments(process.argv.slice(2));
const kind = options.server ?? "java";
const executable = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
if (executable === undefined) {
  console.log("no chromium: set CHROMIUM to its path");
  process.exit(1);
}

const require = createRequire(import.meta.url);
const bundleOf = (version) => {
  const entry = require.resolve(`client-${version}`);
  const root = entry.slice(0, entry.lastIndexOf(`client-${version}`) + `client-${version}`.length);
  return readFileSync(`${root}/dist/socket.io.js`);
};

const multi = await startFixture(kind, "multi");
const attack = await startFixture(kind, "attack");
const url = `http://localhost:${multi.port}`;

/** The pages: one per bundle, of an origin of its own. */
const bundles = {
  // Clients of this generation send credentials, which a server open to any origin does not allow.
  "2.5.0": { script: "/2.5.0.js", clientOptions: { withCredentials: false }, transports: Object.keys(TRANSPORTS) },
  "4.8.4": { script: "/4.8.4.js", transports: Object.keys(TRANSPORTS) },
  served: { script: `${url}/socket.io/socket.io.js`, transports: ["upgrade"] },
  "served, minified": { script: `${url}/socket.io/socket.io.min.js`, transports: ["upgrade"] },
};
const files = new Map([["/2.5.0.js", bundleOf("2.5.0")], ["/4.8.4.js", bundleOf("4.8.4")]]);
function content(path) {
  if (files.has(path)) return ["text/javascript", files.get(path)];
  const script = bundles[decodeURIComponent(path.slice(1))]?.script;
  return ["text/html; charset=utf-8", `<!doctype html>${script ? `<script src="${script}"></script>` : ""}`];
}
const site = createServer((req, res) => {
  const [type, body] = content(req.url);
  res.setHeader("Content-Type", type);
  res.end(body);
});
await new Promise((resolve) => site.listen(0, resolve));

const profile = mkdtempSync(join(tmpdir(), "browser-"));
const context = await chromium.launchPersistentContext(profile, { executablePath: executable, args: FLAGS, headless: true });

const results = [];
function record(result) {
  results.push(result);
  if (result.ok && !options.verbose) return;
  console.log(`${result.ok ? "ok" : "not ok"} ${results.length} - ${result.client} over ${result.transport}: ${result.test}`);
  if (!result.ok) console.log(result.error.replace(/^/gm, "    # "));
}

async function openPage(name) {
  const page = await context.newPage();
  await page.goto(`http://localhost:${site.address().port}/${encodeURIComponent(name)}`);
  await page.evaluate(`(${installScenarios})()`);
  return page;
}

async function run(page, client, transport, [scenario, title, rows], target, how) {
  if (typeof options.only === "string" && !title.includes(options.only)) return undefined;
  if (scenario === "connects") rows = ["S1", ...ROWS_OF_TRANSPORT[transport]];
  if (scenario === "staysAlive") rows = [client === "2.5.0" ? "E49" : "E47"];
  const test = `${rows.map((row) => `[${row}]`).join("")} ${title}`;
  const outcome = await page
    .evaluate(([name, to, with_]) => window.runScenario(name, to, with_), [scenario, target, how])
    .catch((err) => ({ ok: false, error: String(err) }));
  record({ rows, test, ok: outcome.ok, client: `browser ${client}`, transport, error: outcome.error });
  return outcome.value;
}

for (const [client, { transports, clientOptions }] of Object.entries(bundles)) {
  const page = await openPage(client);
  for (const transport of transports) {
    for (const scenario of SCENARIOS) {
      if (options.short && scenario[0] === "staysAlive" && transport !== "upgrade") continue;
      await run(page, client, transport, scenario, url, { ...clientOptions, transports: TRANSPORTS[transport] });
    }
  }
  if (client === "2.5.0") {
    const jsonp = { ...clientOptions, transports: ["polling"], forceJSONP: true };
    for (const scenario of SCENARIOS.filter(([name]) => ["connects", "echoesText", "echoesBinary", "keepsOrder"].includes(name))) {
      const [name, title] = scenario;
      await run(page, client, "polling", [name, `JSONP: ${title}`, ["E92"]], url, jsonp);
    }
    const base64 = { ...clientOptions, transports: ["polling"], forceBase64: true };
    await run(page, client, "polling", ["echoesBinary", "base64 on request", ["E62", "E95"]], url, base64);
  }
  if (client === "4.8.4") {
    const foreign = `http://localhost:${attack.port}`;
    await run(page, client, "polling", ["isBlockedByOrigin", "a page of a foreign origin cannot poll", ["E72"]], foreign, { transports: ["polling"] });
  }
  await page.close();
}

/** Closing a tab ends the connection on the server. */
for (const [transport, reasons] of [["websocket", ["transport close"]], ["polling", ["transport close", "transport error"]]]) {
  const observer = require("client-4.8.4")(url, { transports: ["websocket"], forceNew: true });
  await new Promise((resolve) => observer.once("connect", resolve));
  const page = await openPage("4.8.4");
  const title = "closing the page ends the connection";
  const id = await run(page, "4.8.4", transport, ["stays", "a page stays connected", ["S1"]], url, { transports: TRANSPORTS[transport] });
  if (id !== undefined) {
    await new Promise((resolve) => observer.emit("watch", id, resolve));
    const seen = new Promise((resolve) => {
      observer.once("peer-disconnected", ({ reason }) => resolve(reason));
      setTimeout(resolve, 8000, "none").unref();
    });
    await page.close();
    const reason = await seen;
    const ok = reasons.includes(reason);
    record({ rows: ["S62"], test: `[S62] ${title}`, ok, client: "browser 4.8.4", transport, error: ok ? undefined : `reason: ${reason}` });
  }
  observer.disconnect();
}

await context.close();
rmSync(profile, { recursive: true, force: true });
site.close();
const dead = [multi, attack].filter((server) => !server.running());
await Promise.all([multi.stop(), attack.stop()]);

const failed = results.filter(({ ok }) => !ok).length;
const version = kind === "java" ? "" : `-${kind}`;
writeTarget(`browser${version}.json`, JSON.stringify({ summary: { server: kind, tests: results.length, failed }, results }, null, 1));
if (kind === "java") writeProofs("browser", results.map(({ error: _error, ...result }) => result));
for (const server of dead) console.log(`# the fixture ${server.name} ended: ${server.output()}`);
console.log(`# ${JSON.stringify({ server: kind, tests: results.length, failed })}`);
process.exit(failed > 0 || dead.length > 0 || results.length === 0 ? 1 : 0);
