import { request, describe } from "./http.mjs";
import { show } from "./transcript.mjs";

/** Splits the body of a poll of revision 4 into packets. */
function packetsOf4(body) {
  return body.toString("utf8").split("\x1e");
}

/** Splits the body of a poll of revision 3, in its text or its binary form. */
function packetsOf3(body, binary) {
  const packets = [];
  if (binary) {
    for (let at = 0; at < body.length; ) {
      const isBinary = body[at++] === 1;
      let length = 0;
      while (body[at] !== 255) length = length * 10 + body[at++];
      const data = body.subarray(++at, at + length);
      packets.push(isBinary ? Buffer.from(data) : data.toString("utf8"));
      at += length;
    }
    return packets;
  }
  const text = body.toString("utf8");
  for (let at = 0; at < text.length; ) {
    const colon = text.indexOf(":", at);
    const length = Number(text.slice(at, colon));
    packets.push(text.slice(colon + 1, colon + 1 + length));
    at = colon + 1 + length;
  }
  return packets;
}

export function encode3(packets) {
  return packets.map((packet) => `${packet.length}:${packet}`).join("");
}

/** The binary payload of revision 3: text packets as strings, binary ones as buffers (with the type byte). */
export function encode3Binary(packets) {
  return Buffer.concat(
    packets.map((packet) => {
      const data = Buffer.from(packet);
      const digits = [...String(data.length)].map(Number);
      return Buffer.concat([Buffer.from([Buffer.isBuffer(packet) ? 1 : 0, ...digits, 255]), data]);
    }),
  );
}

/** A polling session driven request by request. */
export class Polling {
  constructor(context, lane, { eio = 4, query = "", headers = {} } = {}) {
    Object.assign(this, { context, lane, eio, headers });
    this.query = `EIO=${eio}&transport=polling${query}`;
    this.sid = undefined;
    this.closed = false;
  }

  get target() {
    const sid = this.sid === undefined ? "" : `&sid=${this.sid}`;
    return `${this.context.path}?${this.query}${sid}`;
  }

  #request(options) {
    return request({ port: this.context.port, target: this.target, ...options, headers: { ...this.headers, ...options.headers } });
  }

  #packets(response) {
    const type = response.headers.get("content-type")?.[0] ?? "";
    return this.eio === 3 ? packetsOf3(response.body, type.includes("octet-stream")) : packetsOf4(response.body);
  }

  /** Makes the handshake and records it as a packet. */
  async open() {
    const response = await this.#request({}).response;
    if (response?.status !== 200) {
      this.context.record(this.lane, `handshake ${describe(response, show)}`);
      this.closed = true;
      return this;
    }
    const packets = this.#packets(response);
    const opening = /^0(\{.*\})$/.exec(packets[0]);
    if (opening) this.sid = JSON.parse(opening[1]).sid;
    for (const packet of packets) this.#receive(packet);
    return this;
  }

  #receive(packet) {
    if (typeof packet === "string") this.context.learn(packet, this.lane);
    this.context.record(this.lane, `< ${this.context.readable(packet)}`);
  }

  /** A GET whose whole response is recorded. */
  async get(options = {}) {
    const response = await this.#request(options).response;
    this.context.record(this.lane, `GET ${describe(response, show)}`);
    return response;
  }

  /** Starts a GET; the function it returns waits for the response and records it. */
  startGet(lane = `${this.lane}.get`, options = {}) {
    const { response, abort } = this.#request(options);
    const finish = async () => {
      let answer = await response;
      while (this.eio === 4 && answer?.status === 200 && answer.body.toString() === "2") {
        await this.#request({ method: "POST", body: "3" }).response;
        answer = await this.#request(options).response;
      }
      if (answer && answer.status === 200) {
        for (const packet of this.#packets(answer)) if (typeof packet === "string") this.context.learn(packet, this.lane);
      }
      this.context.record(lane, `GET ${describe(answer, show)}`);
      return answer;
    };
    return Object.assign(finish, { abort });
  }

  /** A POST whose whole response is recorded. */
  async post(body, options = {}) {
    const response = await this.#request({ method: "POST", body, headers: { "Content-Type": "text/plain;charset=UTF-8" }, ...options }).response;
    this.context.record(this.lane, `POST ${describe(response, show)}`);
    return response;
  }

  /** A POST of packets in the form of the revision; only a failure is recorded. */
  async send(...packets) {
    let body;
    const options = { method: "POST", headers: { "Content-Type": "text/plain;charset=UTF-8" } };
    if (this.eio === 4) {
      body = packets.map((p) => (Buffer.isBuffer(p) ? `b${p.toString("base64")}` : p)).join("\x1e");
    } else if (packets.some((p) => Buffer.isBuffer(p))) {
      body = encode3Binary(packets.map((p) => (Buffer.isBuffer(p) ? Buffer.concat([Buffer.from([4]), p]) : p)));
      options.headers["Content-Type"] = "application/octet-stream";
    } else {
      body = encode3(packets);
    }
    const response = await this.#request({ ...options, body }).response;
    if (response?.status !== 200 || response.body.toString() !== "ok") {
      this.context.record(this.lane, `POST ${describe(response, show)}`);
    }
    return response;
  }

  /** Polls and records packets until one satisfies the condition or the session is over. Heartbeats are answered. */
  async until(condition) {
    for (let rounds = 0; rounds < 50 && !this.closed; rounds++) {
      const response = await this.#request({}).response;
      if (response?.status !== 200) {
        this.context.record(this.lane, `GET ${describe(response, show)}`);
        this.closed = true;
        return;
      }
      let met = false;
      let packets = this.#packets(response);
      // Whether the poll or the end comes first is left to chance here.
      if (packets.length === 2 && packets[0] === "6" && packets[1] === "1") packets = ["1"];
      for (const packet of packets) {
        if (this.eio === 4 && packet === "2") {
          await this.#request({ method: "POST", body: "3" }).response;
          continue;
        }
        this.#receive(packet);
        if (packet === "1") this.closed = true;
        met ||= condition(packet);
      }
      if (met) return;
    }
    if (!this.closed) this.context.record(this.lane, "waited in vain");
  }
}
