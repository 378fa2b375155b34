/**
 * Compares our JSON parser with the published one on generated texts: what is taken and what is refused, and what a packet
 * means when its arguments were read, and when they were passed on.
 *
 *   node parser/run.mjs [--seed N] [--count N] [--corpus FILE]
 *
 * --corpus writes the texts on which both agree, for the test of the parser that runs without Node: a line each, with what
 * the reference says (+ taken, - refused), how many attachments it took, and the text as JSON.
 */
import assert from "node:assert";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Random } from "../oracle/random.mjs";
import { Inputs } from "./inputs.mjs";
import { ACCEPTED, decode, reference } from "./reference.mjs";

const BIN = fileURLToPath(new URL("../../../../../bin/", import.meta.url));
const BATCH = 2_000;
const SHOWN = 20;

const { values: options } = parseArgs({
  options: { seed: { type: "string", default: "1" }, count: { type: "string", default: "1000000" }, corpus: { type: "string" } },
});
const count = Number(options.count);
const inputs = new Inputs(new Random(Number(options.seed)));

const script = `. "$0launch.sh"; exec "$(java_program)" -cp "$(class_path conformance-tests)" dev.sockeye.conformance.parser.ParserAnswers`;
const java = spawn("bash", ["-c", script, BIN], { stdio: ["pipe", "pipe", "inherit"] });
const answers = createInterface({ input: java.stdout })[Symbol.asyncIterator]();

const corpus = [];
const tally = { compared: 0, taken: 0, refused: 0, unexplained: 0 };
const accepted = new Map(ACCEPTED.map((entry) => [entry, 0]));

while (tally.compared < count) {
  const batch = Array.from({ length: Math.min(BATCH, count - tally.compared) }, () => {
    const text = inputs.next();
    return { text, theirs: reference(text) };
  });
  java.stdin.write(batch.map(({ text, theirs }) => `${theirs.attachments} ${Buffer.from(text).toString("base64")}\n`).join(""));
  for (const { text, theirs } of batch) {
    const { value, done } = await answers.next();
    if (done) throw new Error("our parser ended early");
    compare(text, theirs, parse(value));
  }
}
java.stdin.end();
if (options.corpus) writeFileSync(options.corpus, corpus.join(""));

console.log(`${tally.compared} texts: ${tally.taken} taken by both, ${tally.refused} refused by both`);
for (const [entry, times] of accepted) console.log(`  differs ${times} times: ${entry.title}`);
console.log(`${tally.unexplained} unexplained differences`);
process.exitCode = tally.unexplained === 0 ? 0 : 1;

function parse(line) {
  const [sign, ...fields] = line.split("\t");
  return {
    accepted: sign === "+",
    message: sign === "-" ? fields[0] : undefined,
    packets: sign === "+" ? fields.map(packet) : [],
  };
}

function packet(field) {
  const [text, ...attachments] = field.split(",").map((part) => Buffer.from(part, "base64"));
  try {
    return decode(text.toString(), attachments);
  } catch (err) {
    return { undecodable: text.toString(), message: err.message };
  }
}

function compare(text, theirs, ours) {
  tally.compared++;
  const same = theirs.accepted === ours.accepted && ours.packets.every((packet) => means(packet, theirs.packet) || isUnwritable(theirs.packet));
  if (same) {
    if (theirs.accepted) tally.taken++;
    else tally.refused++;
    if (options.corpus) corpus.push(`${theirs.accepted ? "+" : "-"}\t${theirs.attachments}\t${JSON.stringify(text)}\n`);
    return;
  }
  const entry = ACCEPTED.find(({ rule }) => rule({ text, theirs, ours }));
  if (entry) {
    accepted.set(entry, accepted.get(entry) + 1);
  } else if (++tally.unexplained <= SHOWN) {
    console.log("differs", JSON.stringify(text));
    console.log("  reference", JSON.stringify(theirs));
    console.log("  ours     ", JSON.stringify(ours));
  }
}

/** Whether two packets would be the same to an application; what JSON cannot write is null in both. */
function means(ours, theirs) {
  try {
    assert.deepStrictEqual(plain(ours), plain(theirs));
    return true;
  } catch {
    return false;
  }
}

/** Whether the name of an event is a number that JSON cannot write, so that no parser can write the packet again. */
function isUnwritable({ type, data }) {
  return type === 2 && typeof data?.[0] === "number" && !Number.isFinite(data[0]);
}

function plain({ type, nsp, id, data, ...rest }) {
  // An event without payload has no arguments; so has one with an empty list, which is how it is written again.
  return { type, nsp, id: type === 2 || type === 3 ? id : undefined, data: writable(data ?? (type === 2 || type === 3 ? [] : undefined)), rest };
}

function writable(value) {
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : null;
  if (Array.isArray(value)) return value.map(writable);
  if (value !== null && typeof value === "object" && !Buffer.isBuffer(value)) {
    return Object.fromEntries(Object.keys(value).map((key) => [key, writable(value[key])]));
  }
  return value;
}
