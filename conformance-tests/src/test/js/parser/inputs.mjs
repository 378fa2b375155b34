/** Makes texts for a parser: packets, almost packets, and rubbish. */

const TYPES = ["0", "0", "1", "2", "2", "2", "2", "2", "3", "3", "4", "5", "5", "5", "5", "6", "6"];
const BAD_TYPES = ["7", "9", "a", "-", " ", "", "ä", "22"];
const COUNTS = ["1", "1", "1", "2", "3", "10", "01"];
const BAD_COUNTS = ["", "0", "11", "1.0", "1e0", "0x1", "-1", " 1", "99999999999999999999", "x", "1.5"];
const NAMESPACES = ["", "", "", "", "", "/,", "/n,", "/ä€,", "/n?a=b%20c,", "/a/b,", "//,"];
const BAD_NAMESPACES = ["n,", "/n,,", ",", "/n"];
const IDS = ["", "", "", "0", "7", "12", "007", "9007199254740991"];
const BAD_IDS = ["9007199254740993", "9223372036854775807", "9223372036854775808", "1234567890123456789012345", " ", " 1",
  "1 ", "+1", "1.5", "-1"];
const NAMES = ["a", "echo", "", "error", "connection", "__proto__", "toString", "connect\\u0000", "1", "ä"];
const RESERVED = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener", "c\\u006fnnect"];
const STRINGS = ["", "a", "ä€𝄞", "\\u0000", "\\n\\t\\\"\\\\\\/\\b\\f\\r", "\\ud834\\udd1e", "\\ud800", "\\udd1ea", "\u2028\u2029",
  "\u007f", "x".repeat(70), "\\u00e4\\u20AC", "_placeholder", "true", "{", "]", "\\"];
const BAD_STRINGS = ["\n", "\t", "\u0000", "\u001f", "\\x", "\\u12", "\\u12g4", "\\", "\\'"];
const NUMBERS = ["0", "-0", "1", "-1", "12", "1.5", "-0.1", "1e3", "1E+3", "1e-3", "1.0", "10.00e1", "123456789012345678",
  "1234567890123456789", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "12345678901234567890123",
  "1e400", "-1e400", "1e-400", "2147483648", "-2147483649", "0.1e1", "4.9e-324", "1.7976931348623157e308", "9007199254740993"];
const BAD_NUMBERS = ["01", "-", "+1", ".5", "1.", "1e", "1e+", "--1", "0x10", "1_000", "Infinity", "NaN", "1.e1", "00", "-01"];
const LITERALS = ["true", "false", "null"];
const BAD_LITERALS = ["True", "tru", "nul", "nulll", "undefined", "falsee", "t", "none"];
const SPACES = ["", "", "", "", "", " ", "\n", "\t", "\r", "  \r\n"];
const BAD_SPACES = ["\u00a0", "\ufeff", "\f", "\v", "/**/", "\u2028"];
const KEYS = ["a", "b", "c", "", "ä", "__proto__", "constructor", "num", "_placeholder", "\\u005fplaceholder", "n\\u0075m", "toString"];
const NUMS = ["0", "1", "2", "9", "10", "-1", "0.5", "1.0", "0e0", "1e0", "-0", "\"0\"", "\"splice\"", "null", "true", "{}", "[]", "1e400"];
const ALPHABET = "\"[]{},:\\/-+.eE0123456789truefalsn _\u0000\u001f\u007f\u0080ä€\ud834\udd1e\n\t";

export class Inputs {
  #random;

  constructor(random) {
    this.#random = random;
  }

  /** The next text. */
  next() {
    const random = this.#random;
    let text = this.#packet();
    if (random.chance(0.3)) {
      for (let damages = random.between(1, 3); damages > 0; damages--) text = this.#damage(text);
    }
    return Buffer.from(text).toString(); // what comes as UTF-8 is well-formed
  }

  #packet() {
    const random = this.#random;
    const type = this.#mostly(TYPES, BAD_TYPES);
    const binary = type === "5" || type === "6";
    const count = binary ? this.#mostly(COUNTS, BAD_COUNTS) + (random.chance(0.99) ? "-" : "") : "";
    const head = type + count + this.#mostly(NAMESPACES, BAD_NAMESPACES) + this.#mostly(IDS, BAD_IDS);
    if (random.chance(type === "1" ? 0.7 : 0.05)) return head;
    if (type === "0" && random.chance(0.8)) return head + this.#object(0, binary);
    if (type === "4" && random.chance(0.8)) return head + (random.chance(0.5) ? this.#string() : this.#object(0, binary));
    if (random.chance(0.03)) return head + this.#value(0, binary);
    const items = random.many(0, 3, () => this.#value(0, binary));
    if (!(type === "3" || type === "6") && random.chance(0.97)) {
      items.unshift(random.chance(0.9) ? `"${this.#mostly(NAMES, RESERVED)}"` : random.pick(NUMBERS));
    }
    return head + (random.chance(0.02) ? this.#space() : "") + "[" + this.#space() + items.join(this.#space() + "," + this.#space()) + this.#space() + "]" + this.#space();
  }

  #mostly(good, bad) {
    return this.#random.pick(this.#random.chance(0.97) ? good : bad);
  }

  #value(depth, binary) {
    const random = this.#random;
    if (binary && random.chance(0.3)) return this.#placeholder(depth);
    switch (random.below(depth > 4 ? 4 : 6)) {
      case 0:
        return random.chance(0.98) ? random.pick(LITERALS) : random.pick(BAD_LITERALS);
      case 1:
        return random.chance(0.98) ? random.pick(NUMBERS) : random.pick(BAD_NUMBERS);
      case 2:
      case 3:
        return this.#string();
      case 4:
        return "[" + random.many(0, 3, () => this.#space() + this.#value(depth + 1, binary) + this.#space()).join(",") + "]";
      default:
        return this.#object(depth, binary);
    }
  }

  #object(depth, binary) {
    return "{" + this.#random.many(0, 3, () => this.#member(depth, binary)).join(",") + "}";
  }

  #member(depth, binary) {
    return this.#space() + `"${this.#random.pick(KEYS)}"` + this.#space() + ":" + this.#space() + this.#value(depth + 1, binary) + this.#space();
  }

  #placeholder(depth) {
    const random = this.#random;
    const flag = random.pick(["_placeholder", "_placeholder", "_placeholder", "\\u005fplaceholder"]);
    const num = random.chance(0.9) ? random.pick(["0", "0", "0", "1"]) : random.pick(NUMS);
    const members = [`"${flag}"${this.#space()}:${random.chance(0.95) ? "true" : random.pick(["false", "1", "\"true\"", "{}"])}`];
    if (random.chance(0.97)) members.push(`"num":${this.#space()}${num}${this.#space()}`);
    if (random.chance(0.1)) members.push(this.#member(depth, true));
    if (random.chance(0.5)) members.reverse();
    return "{" + members.join(this.#space() + ",") + "}";
  }

  #string() {
    const random = this.#random;
    const parts = random.many(0, 2, () => (random.chance(0.99) ? random.pick(STRINGS.slice(0, -1)) : random.pick(BAD_STRINGS)));
    return `"${parts.join("")}"`;
  }

  #space() {
    return this.#random.chance(0.999) ? this.#random.pick(SPACES) : this.#random.pick(BAD_SPACES);
  }

  #damage(text) {
    const random = this.#random;
    const at = random.below(text.length + 1);
    const char = ALPHABET[random.below(ALPHABET.length)];
    switch (random.below(6)) {
      case 0:
        return text.slice(0, at) + text.slice(at + 1);
      case 1:
        return text.slice(0, at) + char + text.slice(at);
      case 2:
        return text.slice(0, at) + char + text.slice(at + 1);
      case 3:
        return text.slice(0, at);
      case 4:
        return text.slice(0, at) + text.slice(at, at + random.between(1, 6)) + text.slice(at);
      default: {
        const other = random.below(text.length + 1);
        return text.slice(0, Math.min(at, other)) + text.slice(Math.max(at, other));
      }
    }
  }
}
