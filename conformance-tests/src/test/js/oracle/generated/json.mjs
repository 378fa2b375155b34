const STRINGS = ["", "a", "echo", "€", "😀", "\u0000", "\n\t", "\u2028", "\"", "\\", "/", "<script>", "\u001e", "true", "0", "_placeholder"];
const NUMBERS = [0, 1, -1, 2.5, 1e21, 1e-7, 123456789, 2 ** 53 - 1, -(2 ** 31), 0.1, 1e300];

/** A random JSON value. */
export function value(random, depth = 0) {
  const kind = random.below(depth > 3 ? 6 : 9);
  if (kind < 2) return random.pick(STRINGS);
  if (kind < 4) return random.pick(NUMBERS);
  if (kind === 4) return random.chance(0.5);
  if (kind === 5) return null;
  if (kind < 7) return random.many(0, 4, () => value(random, depth + 1));
  return Object.fromEntries(random.many(0, 4, () => [random.pick(["a", "b", "c", "", "ä", "key"]), value(random, depth + 1)]));
}

/** Replaces values here and there by binary. */
export function withBinary(random, input) {
  if (random.chance(0.2)) return random.bytes(random.below(12));
  if (Array.isArray(input)) return input.map((item) => withBinary(random, item));
  if (input !== null && typeof input === "object" && !Buffer.isBuffer(input)) {
    return Object.fromEntries(Object.entries(input).map(([key, item]) => [key, withBinary(random, item)]));
  }
  return input;
}

/** Takes the binary out of a value: [value with placeholders, attachments]. */
export function extract(input, attachments = []) {
  if (Buffer.isBuffer(input)) {
    attachments.push(input);
    return [{ _placeholder: true, num: attachments.length - 1 }, attachments];
  }
  if (Array.isArray(input)) return [input.map((item) => extract(item, attachments)[0]), attachments];
  if (input !== null && typeof input === "object") {
    const entries = Object.entries(input).map(([key, item]) => [key, extract(item, attachments)[0]]);
    return [Object.fromEntries(entries), attachments];
  }
  return [input, attachments];
}

/** One small damage to a text. */
export function mutate(random, text) {
  const at = random.below(text.length + 1);
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + random.pick(['"', "[", "]", "{", "}", ",", ":", "\\", "0", "-", "1", "/", "x", " ", "e"]) + text.slice(at);
    case 2:
      return text.slice(0, at);
    case 3:
      return text.slice(0, at) + String.fromCharCode(33 + random.below(94)) + text.slice(at + 1);
    default:
      return text.slice(0, at) + text.slice(at, at + 3) + text.slice(at);
  }
}
