/**
 * Compares our decoders of polling payloads with the published ones, on generated bodies: what is taken and what is refused,
 * and which packets come out.
 *
 *   node parser/payload.mjs [--seed N] [--count N]      so many for each kind: v4, v3-text, v3-binary, jsonp
 */
import { createRequire } from "node:module";
import { parse as parseForm } from "node:querystring";
import { parseArgs } from "node:util";
import { Random } from "../oracle/random.mjs";
import { Answers, Tally } from "./java.mjs";
import { mutated } from "./mutations.mjs";

const BATCH = 2_000;
const require = createRequire(import.meta.url);
const engine = require.resolve("engine.io");
const v4 = createRequire(engine)("engine.io-parser");
const v3 = require(engine.replace(/engine\.io\.js$/, "parser-v3/index.js"));

const { values: options } = parseArgs({
  options: { seed: { type: "string", default: "1" }, count: { type: "string", default: "250000" } },
});
const count = Number(options.count);

const TEXTS = ["", "0", "probe", '2["echo",1]', '51-["x",{"_placeholder":true,"num":0}]', "äß", "€😀", "\u2028", "a:b", "x".repeat(130), "\\n", "a\nb", "\\\\n"];
const TYPES = "0123456";
const NAMES = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];

/** Makes a packet: its type, and text or bytes. */
function packet(random) {
  const type = random.chance(0.7) ? 4 : random.below(7);
  return type === 4 && random.chance(0.3) ? { type, data: random.bytes(random.below(20)) } : { type, data: random.pick(TEXTS) };
}

const WRITERS = {
  v4: (packets) =>
    Buffer.from(packets.map(({ type, data }) => (Buffer.isBuffer(data) ? `b${data.toString("base64")}` : TYPES[type] + data)).join("\u001e")),
  "v3-text": (packets) =>
    Buffer.from(packets.map(({ type, data }) => {
      const text = Buffer.isBuffer(data) ? `b${type}${data.toString("base64")}` : TYPES[type] + data;
      return `${text.length}:${text}`;
    }).join("")),
  "v3-binary": (packets) =>
    Buffer.concat(packets.flatMap(({ type, data }) => {
      const bytes = Buffer.isBuffer(data) ? Buffer.concat([Buffer.of(type), data]) : Buffer.from(TYPES[type] + data);
      return [Buffer.of(Buffer.isBuffer(data) ? 1 : 0, ...String(bytes.length).split("").map(Number), 255), bytes];
    })),
  jsonp: (packets) => {
    const text = WRITERS.v4(packets).toString().replace(/\\n/g, "\\\\n").replace(/\n/g, "\\n");
    return Buffer.from(`d=${encodeURIComponent(text)}`);
  },
};

function body(random, kind) {
  let bytes = WRITERS[kind](random.many(1, 4, () => packet(random)));
  if (random.chance(0.7)) for (let damages = random.between(1, 3); damages > 0; damages--) bytes = mutated(random, bytes);
  return bytes;
}

/** What the reference server makes of a body: how it reads the request decides what its parser is given. */
const READERS = {
  v4: (bytes) => v4.decodePayload(bytes.toString("utf8")),
  "v3-text": (bytes) => collected(bytes.toString("utf8")),
  "v3-binary": (bytes) => collected(bytes),
  jsonp: (bytes) => {
    const data = parseForm(bytes.toString("utf8")).d;
    if (typeof data !== "string") return []; // it ignores such a body
    // polling-jsonp.js of engine.io
    return v4.decodePayload(data.replace(/(\\)?\\n/g, (match, slash) => (slash ? match : "\n")).replace(/\\\\n/g, "\\n"));
  },
};

function collected(data) {
  const packets = [];
  v3.decodePayload(data, (found) => void packets.push(found));
  return packets;
}

function reference(kind, bytes) {
  const packets = READERS[kind](bytes);
  const error = packets.findIndex(({ type }) => type === "error");
  return {
    accepted: error < 0,
    packets: packets.slice(0, error < 0 ? packets.length : error).map(({ type, data }) =>
      [type, Buffer.isBuffer(data) ? "b" : "", Buffer.from(data ?? "").toString("base64")].join(",")),
  };
}

const isUtf8 = (bytes) => Buffer.from(bytes.toString("utf8")).equals(bytes);

/** Whether each packet of a binary payload is whole, and of a type that there is. */
function isWhole(bytes) {
  for (let at = 0; at < bytes.length; ) {
    const text = bytes[at++] === 0;
    let length = 0;
    for (; bytes[at] !== 255; at++) {
      if (!(bytes[at] <= 9)) return false;
      length = length * 10 + bytes[at];
    }
    at++;
    const type = text ? bytes[at] - 48 : bytes[at];
    if (length < 1 || at + length > bytes.length || !NAMES[type]) return false;
    at += length;
  }
  return true;
}

/** Whether a length of a text payload that the reference takes is more than digits: white space, a sign, an exponent. */
function hasOddLength(text) {
  for (let at = 0; at < text.length; ) {
    const colon = text.indexOf(":", at);
    if (colon < 0) return false;
    const length = text.slice(at, colon);
    if (!/^[0-9]+$/.test(length)) return true;
    at = colon + 1 + Number(length);
  }
  return false;
}

/** Whether there is half of a character's pair, encoded on its own. */
const hasSurrogate = (bytes) => /\xed[\xa0-\xbf][\x80-\xbf]/.test(bytes.toString("latin1"));

/** Whether both have the same packets up to where ours stops. */
const isBeginning = ({ theirs, ours }) => ours.packets.every((entry, i) => entry === theirs.packets[i]);

/** Where ours differs on purpose: each is a rule of {kind, bytes, theirs, ours}, and says where users read of it. */
const ACCEPTED = [
  {
    title: "a form without a field d, or with several, is malformed, or the first one counts; it is not ignored",
    rule: ({ kind, bytes }) => kind === "jsonp" && typeof parseForm(bytes.toString("utf8")).d !== "string",
  },
  {
    title: "a length is written in digits alone",
    rule: (difference) => difference.kind === "v3-text" && !difference.ours.accepted && isBeginning(difference) &&
      hasOddLength(difference.bytes.toString("utf8")),
  },
  {
    title: "characters beyond Latin-1 within base64 are passed over like all that are not of its alphabet",
    rule: ({ bytes, theirs, ours }) => theirs.accepted === ours.accepted && /b[^\u001e]*[^\u0000-\u00ff]/.test(bytes.toString("utf8")),
  },
  {
    title: "characters beyond ASCII in a form with broken escapes stay what they are",
    rule: ({ kind, bytes, theirs, ours }) => kind === "jsonp" && theirs.accepted === ours.accepted &&
      /%(?![0-9a-f]{2})/i.test(bytes.toString("latin1")) && /[^\u0000-\u007f]/.test(unescaped(bytes).toString("latin1")),
  },
  {
    title: "bytes that are no UTF-8 become U+FFFD, but not always equally many (D1)",
    rule: ({ kind, bytes, theirs, ours }) => kind !== "v3-binary" && !isUtf8(kind === "jsonp" ? unescaped(bytes) : bytes) &&
      (theirs.accepted === ours.accepted || kind === "v3-text"),
  },
  {
    title: "half of a character's pair, encoded on its own, is no text (D1)",
    rule: ({ kind, bytes, ours }) => kind === "v3-binary" && !ours.accepted && hasSurrogate(bytes),
  },
  {
    title: "a damaged binary payload of revision 3 is refused, not guessed at (D7)",
    rule: ({ kind, bytes, ours }) => kind === "v3-binary" && !ours.accepted && !isWhole(bytes),
  },
  {
    title: "a binary packet of revision 3 without a type that there is ends the session, and is not passed over (D7)",
    rule: (difference) => difference.kind === "v3-text" && !difference.ours.accepted && isBeginning(difference) &&
      difference.theirs.packets[difference.ours.packets.length]?.startsWith(",b,"),
  },
];

/** The bytes that a form's escapes stand for. */
function unescaped(bytes) {
  return Buffer.from(bytes.toString("latin1").replace(/%([0-9a-f]{2})/gi, (match, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1");
}

for (const kind of Object.keys(WRITERS)) {
  const random = new Random(Number(options.seed));
  const answers = new Answers("dev.sockeye.engineio.internal.polling.PayloadAnswers");
  const tally = new Tally(ACCEPTED);
  while (tally.compared < count) {
    const bodies = Array.from({ length: Math.min(BATCH, count - tally.compared) }, () => body(random, kind));
    const lines = await answers.to(bodies.map((bytes) => `${kind} ${bytes.toString("base64")}`));
    lines.forEach((line, i) => {
      const bytes = bodies[i];
      const theirs = reference(kind, bytes);
      const ours = { accepted: line[0] === "+", packets: line.split("\t").slice(1) };
      if (theirs.accepted === ours.accepted && theirs.packets.join() === ours.packets.join()) {
        tally.same(ours.accepted);
      } else {
        tally.different({ kind, bytes, theirs, ours }, () => JSON.stringify({ kind, body: bytes.toString("latin1"), theirs, ours }));
      }
    });
  }
  answers.end();
  tally.report(kind);
}
