import { createHash } from "node:crypto";

const ID = /^[A-Za-z0-9_-]{20}$/;
const LONG = 2000;

/**
 * What one script saw. A lane holds what one actor received, in order; the order between lanes is left to chance
 * and not recorded. Ids are replaced by names, so that two servers can be compared.
 */
export class Transcript {
  #lanes = new Map();
  #names = new Map();

  record(lane, line) {
    if (!this.#lanes.has(lane)) this.#lanes.set(lane, []);
    this.#lanes.get(lane).push(line);
  }

  /** Gives an id the server has chosen a name that does not depend on its choice. */
  name(value, name) {
    if (typeof value !== "string" || value === "" || this.#names.has(value)) return;
    const lane = name.split(".")[0];
    const isPid = name.includes("pid");
    this.#names.set(value, name);
    if (!isPid && !ID.test(value)) this.record(lane, `id of an unusual form: ${value.length} characters`);
  }

  /** Looks for ids in a packet: in OPEN, and in CONNECT of revision 5. */
  learn(packet, lane) {
    const padded = /^___eio\[\d*\]\("0\{\\"sid\\":\\"([^"\\]+)/.exec(packet);
    if (padded) this.name(padded[1], `${lane}.session`);
    const found = /^(?:0|40(?:\/[^,]*,)?)(\{.*\})$/s.exec(packet);
    if (!found) return;
    let payload;
    try {
      payload = JSON.parse(found[1]);
    } catch {
      return;
    }
    const nsp = /^40(\/[^,?]*)/.exec(packet)?.[1] ?? "/";
    const kind = packet.startsWith("40") ? `socket ${nsp}` : "session";
    this.name(payload.sid, `${lane}.${kind}`);
    this.name(payload.pid, `${lane}.pid`);
  }

  text(masks = []) {
    const lines = [];
    for (const lane of [...this.#lanes.keys()].sort()) {
      for (const line of this.#lanes.get(lane)) lines.push(`${lane}: ${line}`);
    }
    let text = lines.join("\n");
    const byLength = [...this.#names].sort(([a], [b]) => b.length - a.length);
    for (const [value, name] of byLength) text = text.replaceAll(value, `<${name}>`);
    for (const [pattern, replacement] of masks) text = text.replaceAll(pattern, replacement);
    return text;
  }
}

/** A frame or a body in readable form; long ones as length and digest. */
export function show(data) {
  if (Buffer.isBuffer(data)) {
    return data.length > 200 ? `[binary of ${data.length}, ${digest(data)}]` : `[binary ${data.toString("hex")}]`;
  }
  const text = data.length > LONG ? `${data.slice(0, 40)}... ${data.length} characters, ${digest(data)}` : data;
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function digest(data) {
  return createHash("sha1").update(data).digest("hex").slice(0, 12);
}
