// Client matrix: every published client generation against one server, the same scenarios for all.
// node matrix/run.mjs [--server java|node] [--short] [--clients 2.0.3,4.8.4] [--transports polling,...]
//                     [--only TEXT] [--parallel N] [--verbose]

import { parseArguments, listOf } from "../lib/arguments.mjs";
import { writeProofs, writeTarget } from "../lib/report.mjs";
import { startFixture } from "../lib/server.mjs";
import { clientOf, Context, TRANSPORTS, VERSIONS } from "./context.mjs";
import connecting from "./scenarios/connecting.mjs";
import ending from "./scenarios/ending.mjs";
import messages from "./scenarios/messages.mjs";
import recovery from "./scenarios/recovery.mjs";
import rooms from "./scenarios/rooms.mjs";
import { asMarkdown } from "./table.mjs";

const SCENARIOS = [...connecting, ...messages, ...rooms, ...ending, ...recovery];
const SCENARIO_TIMEOUT_MILLIS = 20_000;

const options = parseArguments(process.argv.slice(2));
const kind = options.server ?? "java";
const versions = listOf(options.clients) ?? VERSIONS;
const transports = listOf(options.transports) ?? TRANSPORTS;
const parallel = Number(options.parallel ?? 10);

const multi = await startFixture(kind, "multi");
const recovering = await startFixture(kind, "sio-client");
const ports = { multi: multi.port, recovery: recovering.port };

function withTimeout(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not end`)), SCENARIO_TIMEOUT_MILLIS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function runOne({ client, transport, scenario, observer }) {
  const rows = [...new Set(scenario.rows(client, transport))];
  const test = `${rows.map((row) => `[${row}]`).join("")} ${scenario.title}`;
  const context = new Context({ client, transport, port: ports.multi, ports, observer });
  const result = { rows, test, ok: true, client: client.version, transport };
  try {
    await withTimeout(scenario.run(context), scenario.title);
  } catch (err) {
    result.ok = false;
    result.error = String(err?.stack ?? err);
  }
  await context.dispose();
  return { ...result, title: scenario.title };
}

/** The short form runs everything with the ends of each generation, and the others over one transport. */
function wanted(client, transport, scenario) {
  if (scenario.when && !scenario.when(client, transport, kind)) return false;
  if (typeof options.only === "string" && !scenario.title.includes(options.only)) return false;
  if (!options.short) return true;
  const whole = ["2.0.3", "2.5.0", "3.1.3", "4.8.4"].includes(client.version);
  return whole || (transport === "upgrade" && !scenario.slow);
}

const observer = clientOf("4.8.4").io(`http://localhost:${ports.multi}`, { transports: ["websocket"] });
await new Promise((resolve) => observer.once("connect", resolve));

const jobs = [];
for (const version of versions) {
  for (const transport of transports) {
    for (const scenario of SCENARIOS) {
      const client = clientOf(version);
      if (wanted(client, transport, scenario)) jobs.push({ client, transport, scenario, observer });
    }
  }
}

// A scenario that has failed leaves waits behind that fail later, with nobody listening.
process.on("unhandledRejection", () => {});

const started = Date.now();
const results = [];
const queue = [...jobs];
async function worker() {
  for (let job = queue.shift(); job; job = queue.shift()) {
    const result = await runOne(job);
    results.push(result);
    if (!result.ok || options.verbose) {
      const where = `${result.client} over ${result.transport}`;
      console.log(`${result.ok ? "ok" : "not ok"} ${results.length} - ${where}: ${result.test}`);
      if (!result.ok) console.log(result.error.replace(/^/gm, "    # "));
    }
  }
}
await Promise.all(Array.from({ length: parallel }, worker));

observer.disconnect();
const dead = [multi, recovering].filter((server) => !server.running());
await Promise.all([multi.stop(), recovering.stop()]);

const failed = results.filter((result) => !result.ok);
const summary = {
  server: kind,
  form: options.short ? "short" : "long",
  tests: results.length,
  failed: failed.length,
  seconds: Math.round((Date.now() - started) / 1000),
};
const suffix = kind === "java" ? "" : `-${kind}`;
writeTarget(`matrix${suffix}.json`, JSON.stringify({ summary, results }, null, 1));
writeTarget(`matrix${suffix}.md`, asMarkdown(SCENARIOS, results, versions, transports));
// Only what was run against our own server proves anything about it.
if (kind === "java") {
  writeProofs("matrix", results.map(({ rows, test, ok, client, transport }) => ({ rows, test, ok, client, transport })));
}
for (const server of dead) console.log(`# the fixture ${server.name} ended: ${server.output()}`);
console.log(`1..${results.length}`);
console.log(`# ${JSON.stringify(summary)}`);
process.exit(failed.length > 0 || dead.length > 0 || results.length === 0 ? 1 : 0);
