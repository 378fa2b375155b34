import { createRequire } from "node:module";

// The parser of the reference server; older clients bring older ones, and one of those lies nearer.
const server = createRequire(import.meta.url).resolve("socket.io");
const { Decoder } = createRequire(server)("socket.io-parser");

/** What the reference parser makes of a text with as many attachments as it announces; attachment i is the one byte i. */
export function reference(text) {
  const decoder = new Decoder();
  let packet;
  decoder.on("decoded", (decoded) => (packet = decoded));
  let attachments = 0;
  try {
    decoder.add(text);
    while (packet === undefined && attachments < 10) decoder.add(Buffer.from([attachments++]));
  } catch (err) {
    return { accepted: false, message: err.message, attachments };
  }
  return { accepted: packet !== undefined, packet, attachments };
}

/** The packet that a text and its attachments are. */
export function decode(text, attachments) {
  const decoder = new Decoder();
  let packet;
  decoder.on("decoded", (decoded) => (packet = decoded));
  decoder.add(text);
  for (const attachment of attachments) decoder.add(attachment);
  return packet;
}

/**
 * Where ours refuses on purpose what the reference takes, or the other way round: each is a rule of {text, theirs, ours}.
 */
export const ACCEPTED = [
  {
    title: "a type, an ack id or a number of attachments is written in digits alone",
    reason: "The reference takes what JavaScript makes a number of: white space (0), 1.0, 1e0, 0x1. No client sends it.",
    rule: ({ text, theirs, ours }) =>
      theirs.accepted && !ours.accepted &&
      (/^[\s\ufeff]?$/.test(text[0] ?? "") || (/^[56][^-]*-/.test(text) && !/^[56]\d+-/.test(text)) || ID_WITH_SPACE.test(text)),
  },
  {
    title: "white space before the payload is no ack id",
    reason: "The reference takes it for the id 0 and answers with it.",
    rule: ({ text, theirs, ours }) => theirs.accepted && ours.accepted && ID_WITH_SPACE.test(text),
  },
  {
    title: "an ack id beyond the precision of JavaScript is exact, or none",
    reason: "The reference rounds it and answers with another id than was asked.",
    rule: ({ theirs, ours }) => theirs.accepted && ours.accepted && !Number.isSafeInteger(theirs.packet.id ?? 0),
  },
  {
    title: "a placeholder names an attachment by a whole number",
    reason: "The reference takes a fraction in range and delivers undefined.",
    rule: ({ text, theirs, ours }) => theirs.accepted && ours.message === "illegal attachments" && /"(n|\\u006e)(u|\\u0075)m"\s*:\s*\d*\.\d*[1-9]/.test(text),
  },
  {
    title: "a placeholder is checked even if a later member of the same name replaces it",
    reason: "The reference reads the members first and never sees the replaced one.",
    rule: ({ text, theirs, ours }) =>
      theirs.accepted && ours.message === "illegal attachments" && hasDuplicates(text),
  },
];

/** Type, attachments and namespace, and then an ack id that has white space around or in it. */
const ID_WITH_SPACE = /^\d(?:\d+-)?(?:\/[^,]*,)?\d*[\s\ufeff]+/;

/** Whether the text has more names of members than the value that was read from it. */
function hasDuplicates(text) {
  const payload = text.slice(text.search(/[[{]/));
  return text.match(/"(?:[^"\\]|\\.)*"\s*:/g).length > names(JSON.parse(payload));
}

function names(value) {
  if (value === null || typeof value !== "object") return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum, item) => sum + names(item), own);
}
