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
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Random } from "../oracle/random.mjs";
import { Inputs } from "./inputs.mjs";
import { Answers, Tally } from "./java.mjs";
import { ACCEPTED, decode, reference } from "./reference.mjs";

const BATCH = 2_000;

const { values: options } = parseArgs({
  options: { seed: { type: "string", default: "1" }, count: { type: "string", default: "1000000" }, corpus: { type: "string" } },
});
const count = Number(options.count);
const inputs = new Inputs(new Random(Number(options.seed)));

const answers = new Answers("dev.sockeye.conformance.parser.ParserAnswers", "json");
const corpus = [];
const tally = new Tally(ACCEPTED);

while (tally.compared < count) {
  const batch = Array.from({ length: Math.min(BATCH, count - tally.compared) }, () => {
    const text = inputs.next();
    return { text, theirs: reference(text) };
  });
  const lines = await answers.to(batch.map(({ text, theirs }) => `${theirs.attachments} ${Buffer.from(text).toString("base64")}`));
  batch.forEach(({ text, theirs }, i) => compare(text, theirs, parse(lines[i])));
}
answers.end();
if (options.corpus) writeFileSync(options.corpus, corpus.join(""));

tally.report("json");

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
  const same = theirs.accepted === ours.accepted && ours.packets.every((packet) => means(packet, theirs.packet) || isUnwritable(theirs.packet));
  if (same) {
    tally.same(theirs.accepted);
    if (options.corpus) corpus.push(`${theirs.accepted ? "+" : "-"}\t${theirs.attachments}\t${JSON.stringify(text)}\n`);
  } else {
    tally.different({ text, theirs, ours }, () => `${JSON.stringify(text)}\n  reference ${JSON.stringify(theirs)}\n  ours      ${JSON.stringify(ours)}`);
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
