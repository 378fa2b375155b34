// Writes docs/compatibility.md from what the tests have recorded, and docs/differences.md from the accepted differences.
// node report/run.mjs [--output FILE] [--differences FILE] [--check]
// --check: exits with 1 when a row in scope has a failed test, or neither a proof nor a reason.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArguments } from "../lib/arguments.mjs";
import { TARGET } from "../lib/report.mjs";
import { byRow, readProofs } from "./proofs.mjs";

const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));
const TABLES = { E: "Engine.IO", S: "Socket.IO", A: "Adapters", T: "Tools" };
const KINDS = { java: "Java tests", matrix: "client runs", oracle: "comparisons", browser: "browser runs", cluster: "runs in mixed clusters" };

const options = parseArguments(process.argv.slice(2));
const read = (url) => JSON.parse(readFileSync(new URL(url, import.meta.url), "utf8"));
const rows = read("./rows.json");
const scope = read("./scope.json");
const accepted = read("../oracle/accepted.json");
const found = byRow(readProofs(ROOT));

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** "3 Java tests (HandshakeIT.refuses, ...), 12 client runs" */
function evidence(proofs) {
  return Object.entries(KINDS)
    .map(([kind, name]) => {
      const own = proofs.filter((proof) => proof.kind === kind);
      if (own.length === 0) return undefined;
      const tests = [...new Set(own.map(({ test }) => test))];
      if (kind !== "java") return `${own.length} ${own.length === 1 ? name.replace(/s$/, "") : name}`;
      const shown = tests.slice(0, 2).map((test) => `\`${test.split(".").slice(-2).join(".")}\``);
      return `${tests.length} ${tests.length === 1 ? name.replace(/s$/, "") : name}: ${shown.join(", ")}${tests.length > 2 ? ", ..." : ""}`;
    })
    .filter(Boolean)
    .join("; ");
}

function stateOf({ id }) {
  const proofs = found.get(id) ?? [];
  const failed = proofs.filter(({ ok }) => !ok);
  if (failed.length > 0) return { state: "failed", text: failed.slice(0, 3).map(({ test }) => test).join("; ") };
  if (proofs.length > 0) return { state: "proven", text: evidence(proofs) };
  if (scope.outside[id]) return { state: "out of scope", text: scope.outside[id] };
  if (scope.unproven[id]) return { state: "not proven", text: scope.unproven[id] };
  return { state: "open", text: "no test names this row" };
}

const states = rows.map((row) => ({ ...row, ...stateOf(row) }));
const count = (state, list = states) => list.filter((row) => row.state === state).length;

function summaryTable() {
  const lines = ["| table | rows | in scope | proven | with a reason | open | failed |", "|---|---|---|---|---|---|---|"];
  for (const [letter, name] of Object.entries(TABLES)) {
    const list = states.filter(({ id }) => id.startsWith(letter));
    const inScope = list.length - count("out of scope", list);
    const cells = [name, list.length, inScope, count("proven", list), count("not proven", list), count("open", list), count("failed", list)];
    lines.push(`| ${cells.join(" | ")} |`);
  }
  return lines;
}

function rowTable(letter) {
  const lines = ["| row | feature | state | by |", "|---|---|---|---|"];
  for (const { id, feature, state, text } of states.filter((row) => row.id.startsWith(letter))) {
    lines.push(`| ${id} | ${feature} | ${state} | ${text.replaceAll("|", "\\|")} |`);
  }
  return lines;
}

const target = (name) => (existsSync(TARGET + name) ? readFileSync(TARGET + name, "utf8") : undefined);

function oracleLines() {
  const text = target("oracle.json");
  if (text === undefined) return ["Not run."];
  const { summary } = JSON.parse(text);
  return [
    `${summary.scenarios} scripts (${summary.form} form, seed ${summary.seed}) against ${summary.reference} and Sockeye:`,
    `${summary.equal} with equal transcripts, ${summary.accepted} with [accepted differences](differences.md), ${summary.different} different.`,
  ];
}

function browserLines() {
  const text = target("browser.json");
  if (text === undefined) return ["Not run."];
  const { summary } = JSON.parse(text);
  return [`${summary.tests} scenarios in Chromium with the bundles 2.5.0, 4.8.4 and the one the server delivers: ${summary.failed} failed.`];
}

function clusterLines() {
  const text = target("cluster.json");
  if (text === undefined) return ["Not run."];
  const { summary } = JSON.parse(text);
  return [`${summary.tests} scenarios in clusters of one Sockeye and one reference server, over the classic, sharded and streams adapters: ${summary.failed} failed.`];
}

/** The Autobahn suite leaves an index: agent -> case -> behaviour. */
function autobahnLines() {
  const text = target("autobahn/index.json");
  if (text === undefined) return ["Not run."];
  const cases = Object.values(JSON.parse(text)).flatMap((agent) => Object.values(agent));
  const behaviours = new Map();
  for (const { behavior, behaviorClose } of cases) {
    const bad = behaviorClose !== undefined && !["OK", "INFORMATIONAL", "UNCLEAN"].includes(behaviorClose);
    const key = bad ? `wrong close (${behaviorClose})` : behavior;
    behaviours.set(key, (behaviours.get(key) ?? 0) + 1);
  }
  return [`${cases.length} cases: ${[...behaviours].map(([key, n]) => `${n} ${key}`).join(", ")}.`];
}

const compatibility = [
  "# Compatibility",
  "",
  "Generated from test results by `npm run report` in `conformance-tests/src/test/js`; do not edit.",
  "A row is *proven* when at least one test names it and every test that names it passed.",
  "Java tests name rows with `@Proves`; client, browser and comparison runs name them in their titles.",
  "",
  ...summaryTable(),
  "",
  ...Object.entries(TABLES).flatMap(([letter, name]) => [`## ${name}`, "", ...rowTable(letter), ""]),
  "## Clients",
  "",
  ...(target("matrix.md")?.trimEnd().split("\n") ?? ["Not run."]),
  "",
  "## Comparison with the reference server",
  "",
  ...oracleLines(),
  "",
  "## Browser",
  "",
  ...browserLines(),
  "",
  "## Clusters with Node",
  "",
  ...clusterLines(),
  "",
  "## Autobahn",
  "",
  ...autobahnLines(),
  "",
].join("\n");

const differences = [
  "# Differences from the reference server",
  "",
  "Generated by `npm run report` in `conformance-tests/src/test/js` from `oracle/accepted.json`; do not edit.",
  "The differential runner plays the same scripts against socket.io 4.8.4 (engine.io 6.6.11) and Sockeye.",
  "Wherever one of the entries below does not apply, the transcripts are equal, apart from ids, times and the headers that",
  "belong to the HTTP implementation (`Date`, `Connection`, `Keep-Alive`, and how the end of errors and compressed bodies is marked).",
  "",
  ...accepted.flatMap(({ id, title, node, sockeye, reason }) => [
    `## ${id}: ${title}`,
    "",
    `* The reference: ${node}`,
    `* Sockeye: ${sockeye}`,
    `* Why: ${reason}`,
    "",
  ]),
  ...(accepted.length === 0 ? ["None.", ""] : []),
].join("\n");

write(options.output ?? `${ROOT}docs/compatibility.md`, compatibility);
write(options.differences ?? `${ROOT}docs/differences.md`, differences);
const summary = Object.fromEntries(["proven", "not proven", "open", "failed", "out of scope"].map((s) => [s, count(s)]));
console.log(`# ${JSON.stringify(summary)}`);
for (const { id, feature, state } of states.filter(({ state }) => state === "open" || state === "failed")) {
  console.log(`# ${state}: ${id} ${feature}`);
}
if (options.check && count("open") + count("failed") > 0) process.exit(1);
