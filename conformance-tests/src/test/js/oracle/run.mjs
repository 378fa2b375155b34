// Differential runner: the same scripts against the published server and ours; whatever is seen must be the same.
// node oracle/run.mjs [--server java|node] [--short] [--seed N] [--count N] [--only TEXT] [--parallel N] [--repeat N]

import { readFileSync } from "node:fs";
import { listOf, parseArguments } from "../lib/arguments.mjs";
import { writeProofs, writeTarget } from "../lib/report.mjs";
import { startFixture } from "../lib/server.mjs";
import { Comparison } from "./compare.mjs";
import { OracleContext } from "./context.mjs";
import { generatedScenarios } from "./generated/all.mjs";
import { writtenScenarios } from "./scenarios/all.mjs";

const SCRIPT_TIMEOUT_MILLIS = 30_000;

const options = parseArguments(process.argv.slice(2));
const kind = options.server ?? "java";
const seed = Number(options.seed ?? 1);
const count = Number(options.count ?? (options.short ? 15 : 60));
const parallel = Number(options.parallel ?? 6);
const only = listOf(options.only);

const scenarios = [...writtenScenarios, ...generatedScenarios(seed, count)]
  .filter(({ id }) => !only || only.some((text) => id.includes(text)))
  .filter(({ fixture }) => !options.fixtures || listOf(options.fixtures).includes(fixture))
  .filter(({ slow }) => !options.short || !slow);

/** One server of each kind per fixture and set of options, started when first needed. */
class Servers {
  #started = new Map();

  constructor(kind) {
    this.kind = kind;
  }

  port({ fixture, options: fixtureOptions = [] }) {
    const key = [fixture, ...fixtureOptions].join(" ");
    if (!this.#started.has(key)) this.#started.set(key, startFixture(this.kind, fixture, fixtureOptions));
    return this.#started.get(key).then((server) => server.port);
  }

  async stop() {
    const ended = [];
    for (const starting of this.#started.values()) {
      const server = await starting.catch(() => null);
      if (server && !server.running()) ended.push(`${server.name} (${server.kind}): ${server.output()}`);
      await server?.stop();
    }
    return ended;
  }
}

async function play(scenario, servers) {
  const context = new OracleContext({ scenario, port: await servers.port(scenario) });
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => {
      context.record("script", "did not end");
      resolve();
    }, SCRIPT_TIMEOUT_MILLIS);
  });
  try {
    await Promise.race([scenario.run(context), late]);
  } catch (err) {
    context.record("script", `failed: ${err.message}`);
    if (options.verbose) console.log(err.stack);
  }
  clearTimeout(timer);
  const text = context.text(scenario.masks);
  context.dispose();
  return text;
}

const reference = new Servers("node");
const subject = new Servers(kind);
const accepted = JSON.parse(readFileSync(new URL("./accepted.json", import.meta.url), "utf8"));
const comparison = new Comparison(accepted);

async function compare(scenario) {
  const [expected, actual] = await Promise.all([play(scenario, reference), play(scenario, subject)]);
  if (options.print) console.log(`=== ${scenario.id}\n${expected}`);
  return comparison.compare(scenario, expected, actual);
}

const started = Date.now();
const results = [];
const again = [];
const repeats = Number(options.repeat ?? 1);
const queue = Array.from({ length: repeats }, () => scenarios).flat();
async function worker() {
  for (let scenario = queue.shift(); scenario; scenario = queue.shift()) {
    const result = await compare(scenario);
    if (result.ok) results.push(result);
    else again.push({ scenario, diff: result.diff });
  }
}
await Promise.all(Array.from({ length: parallel }, worker));

// A difference counts when it shows again on a quiet machine; what does not is reported as unsteady.
const unsteady = [];
for (const { scenario, diff } of again) {
  const result = await compare(scenario);
  results.push(result);
  if (result.ok) unsteady.push({ id: scenario.id, diff });
}
const ended = [...(await reference.stop()), ...(await subject.stop())];

const different = results.filter(({ ok }) => !ok);
const unused = kind !== "java" || options.short || only || options.fixtures ? [] : comparison.unused();
const summary = {
  reference: "socket.io 4.8.4, engine.io 6.6.11",
  server: kind,
  form: options.short ? "short" : "long",
  seed,
  scenarios: results.length,
  written: writtenScenarios.length,
  equal: results.filter(({ ok, accepted: ids }) => ok && ids.length === 0).length,
  accepted: results.filter(({ ok, accepted: ids }) => ok && ids.length > 0).length,
  different: different.length,
  unsteady: unsteady.length,
  seconds: Math.round((Date.now() - started) / 1000),
};
for (const { id, title, diff } of different) {
  console.log(`not ok - ${id}: ${title}`);
  console.log(diff.replace(/^/gm, "    "));
}
for (const { id, diff } of unsteady) {
  console.log(`# unsteady: ${id}`);
  if (options.verbose) console.log(diff.replace(/^/gm, "    # "));
}
for (const id of unused) console.log(`# accepted difference ${id} was not seen`);
for (const text of ended) console.log(`# a fixture ended: ${text}`);

const suffix = kind === "java" ? "" : `-${kind}`;
writeTarget(`oracle${suffix}.json`, JSON.stringify({ summary, results, unsteady, unused }, null, 1));
if (kind === "java") {
  writeProofs("oracle", results.map(({ rows, title, id, ok }) => ({
    rows, test: `${rows.map((row) => `[${row}]`).join("")} ${id}: ${title}`, ok, client: "oracle", transport: "wire",
  })));
}
console.log(`# ${JSON.stringify(summary)}`);
process.exit(different.length > 0 || unused.length > 0 || ended.length > 0 || results.length === 0 ? 1 : 0);
