/**
 * Compares our MessagePack parser with the published one on generated messages: what is taken and what is refused, and what a
 * packet means when its arguments were read, and when they were passed on.
 *
 *   node parser/msgpack.mjs [--seed N] [--count N]
 */
import assert from "node:assert";
import { createRequire } from "node:module";
import { inspect, parseArgs } from "node:util";
import { Random } from "../oracle/random.mjs";
import { Answers, Tally } from "./java.mjs";
import { mutated } from "./mutations.mjs";

const BATCH = 2_000;
const require = createRequire(import.meta.url);
const { Decoder } = require("socket.io-msgpack-parser");
const notepack = createRequire(require.resolve("socket.io-msgpack-parser"))("notepack.io");

const { values: options } = parseArgs({
  options: { seed: { type: "string", default: "1" }, count: { type: "string", default: "1000000" } },
});
const count = Number(options.count);
const random = new Random(Number(options.seed));

const SCALARS = [0, 1, -1, 127, 128, -33, 255, 65536, 2 ** 31, 2 ** 40, -(2 ** 40), 2 ** 53, 1.5, -0.25, 1e300, NaN, Infinity, true, false, null, undefined,
  "", "a", "äß€😀", "x".repeat(40), "__proto__", new Date(0), new Date(1.5e12), new Date(-1), Buffer.from([1, 2, 3]), Buffer.alloc(300), new ArrayBuffer(2)];
const RAW = ["c70cff" + "00".repeat(12), "c70cff3b9ac9ff7fffffffffffffff", "c704ff01020304", "d7ffffffffffffffffff", "d6ffffffffff", "d40000", "d4000a", "d40510", "d5ff0102",
  "d700ffffffffffffffff", "d805" + "11".repeat(16), "c7030001ff02", "c70205aabb", "c8000200aabb", "ca3fc00000", "ca7fc00000", "cb4340000000000000", "cb8000000000000000", "cfffffffffffffffff",
  "d38000000000000000", "d2ffffffff", "dc000101", "dd0000000101", "de0001a16101", "df00000001a16101", "d90161", "da000161", "db0000000161", "c40101", "c500010f", "c60000000101", "a2c328", "c1"];
const NAMES = ["echo", "a", "", "connect", "disconnect", "error", 5, 1.5, null, { toString: "x" }, [], true];

function value(depth) {
  switch (random.below(depth > 2 ? 2 : 4)) {
    case 0:
    case 1:
      return random.pick(SCALARS);
    case 2:
      return random.many(0, 3, () => value(depth + 1));
    default:
      return Object.fromEntries(random.many(0, 3, () => [random.pick(["a", "b", "", "__proto__", "7"]), value(depth + 1)]));
  }
}

function packet() {
  const type = random.chance(0.97) ? random.pick([0, 1, 2, 2, 2, 3, 3, 4]) : random.pick([5, -1, "2", 1.5, null, undefined]);
  const made = { type, nsp: random.chance(0.97) ? random.pick(["/", "/", "/n", ""]) : random.pick([null, 1, undefined]) };
  if (type === 2) made.data = [random.chance(0.9) ? "echo" : random.pick(NAMES), ...random.many(0, 3, () => value(0))];
  else if (type === 3) made.data = random.many(0, 3, () => value(0));
  else if (type === 0 ? random.chance(0.5) : type === 4) made.data = random.chance(0.9) ? { a: value(0) } : value(0);
  if (random.chance(0.03)) made.data = value(0);
  if (random.chance(0.4)) made.id = random.chance(0.9) ? random.pick([0, 1, 7, 300, 2 ** 40]) : random.pick([-1, 1.5, "1", null, undefined, 2 ** 60, NaN]);
  return made;
}

function message() {
  let bytes = notepack.encode(packet());
  if (random.chance(0.2)) {
    // a form that the library reads, but does not write
    const event = notepack.encode({ type: 2, nsp: "/", data: ["echo"] });
    const at = event.indexOf(0x91);
    bytes = Buffer.concat([event.subarray(0, at), Buffer.of(0x92), event.subarray(at + 1, at + 6), Buffer.from(random.pick(RAW), "hex"), event.subarray(at + 6)]);
  }
  if (random.chance(0.5)) for (let damages = random.between(1, 3); damages > 0; damages--) bytes = mutated(random, bytes);
  return bytes;
}

function reference(bytes) {
  const decoder = new Decoder();
  let packet;
  decoder.on("decoded", (decoded) => (packet = decoded));
  try {
    decoder.add(bytes);
  } catch (err) {
    return { accepted: false, message: err.message };
  }
  return { accepted: true, packet };
}

/** What is the same to an application: undefined and null, a Date that is none and null, buffers of any kind. */
function plain(value) {
  if (value instanceof Date) return Number.isFinite(value.getTime()) ? { date: value.getTime() } : null;
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (value === undefined) return null;
  if (typeof value === "number") return value + 0;
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === "object" && !Buffer.isBuffer(value)) {
    return Object.fromEntries(Object.keys(value).map((key) => [key, plain(value[key])]));
  }
  return value;
}

function meaning({ type, nsp, id, data }) {
  // Only events and answers have an id; one that cannot be answered is none.
  const asked = (type === 2 || type === 3) && Number.isSafeInteger(id) && id >= 0 ? id : undefined;
  return plain({ type, nsp, id: asked, data: type === 1 ? undefined : data });
}

function means(field, theirs) {
  try {
    assert.deepStrictEqual(meaning(notepack.decode(Buffer.from(field.split(",")[0], "base64"))), meaning(theirs));
    return true;
  } catch {
    return false;
  }
}

/** The prefixes of the extension type -1. */
const TIMESTAMP = /\xd6\xff|\xd7\xff|\xc7.\xff|\xc8..\xff|\xc9....\xff/s;

/** Whether there is a key that was a number beyond the small whole ones, or a date. */
function hasOddKey(value) {
  if (value === null || typeof value !== "object" || Buffer.isBuffer(value)) return false;
  const odd = (key) => (Number.isFinite(Number(key)) && !/^-?\d{1,15}$/.test(key)) || /GMT|Invalid Date/.test(key);
  return (!Array.isArray(value) && Object.keys(value).some(odd)) || Object.values(value).some(hasOddKey);
}

/** Where ours differs on purpose: each is a rule of {bytes, theirs, ours}. */
const ACCEPTED = [
  {
    title: "a key __proto__ is one like any other",
    rule: ({ bytes }) => bytes.includes("__proto__"),
  },
  {
    title: "a key that is no text is written as Java prints it (D14)",
    rule: ({ theirs, ours }) => theirs.accepted && ours.accepted && hasOddKey(theirs.packet),
  },
  {
    title: "timestamps of the format are points in time",
    rule: ({ bytes, theirs, ours }) => (theirs.accepted || ours.accepted) && TIMESTAMP.test(bytes.toString("latin1")),
  },
  {
    title: "an extension is no list of arguments",
    rule: ({ bytes, theirs, ours }) => theirs.accepted && !ours.accepted && /\xa4data[\xc7-\xc9\xd4-\xd8]/.test(bytes.toString("latin1")),
  },
  {
    title: "the name of an event is text or a number",
    rule: ({ theirs, ours }) =>
      theirs.accepted && !ours.accepted && theirs.packet.type === 2 && theirs.packet.data.length > 0 && !["string", "number"].includes(typeof theirs.packet.data[0]),
  },
];

const answers = new Answers("dev.sockeye.conformance.parser.ParserAnswers", "msgpack");
const tally = new Tally(ACCEPTED);
while (tally.compared < count) {
  const messages = Array.from({ length: Math.min(BATCH, count - tally.compared) }, message);
  const lines = await answers.to(messages.map((bytes) => `0 ${bytes.toString("base64")}`));
  lines.forEach((line, i) => {
    const bytes = messages[i];
    const theirs = reference(bytes);
    const [sign, ...fields] = line.split("\t");
    const ours = { accepted: sign === "+", fields };
    if (theirs.accepted === ours.accepted && (!ours.accepted || fields.every((field) => means(field, theirs.packet)))) {
      tally.same(ours.accepted);
    } else {
      tally.different({ bytes, theirs, ours }, () =>
        `${bytes.toString("hex")}\n  reference ${inspect(theirs, { depth: 9 })}\n  ours      ${line}\n  read      ${ours.accepted ? inspect(fields.map((field) => notepack.decode(Buffer.from(field.split(",")[0], "base64"))), { depth: 9 }) : ""}`);
    }
  });
}
answers.end();
tally.report("msgpack");
