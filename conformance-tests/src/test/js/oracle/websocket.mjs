import { WebSocket } from "ws";
import { deadline } from "./http.mjs";
import { show } from "./transcript.mjs";

/** A WebSocket, at the level of Engine.IO packets; raw() writes bytes past the WebSocket library. */
export class Wire {
  #queue = [];
  #wake = () => {};

  constructor(context, lane, { target, eio = 4, protocols = [], headers = {}, answerPings = true, recordHead = false }) {
    Object.assign(this, { context, lane, eio, answerPings, recordHead });
    this.closed = false;
    this.sid = undefined;
    this.socket = new WebSocket(`ws://127.0.0.1:${context.port}${target}`, protocols, {
      perMessageDeflate: false,
      headers: { Host: `localhost:${context.port}`, ...headers },
    });
    this.ready = deadline(this.#opening(), "the WebSocket neither opened nor failed");
  }

  #opening() {
    const { socket } = this;
    return new Promise((resolve) => {
      socket.on("upgrade", (response) => {
        if (!this.recordHead) return;
        const wanted = Object.entries(response.headers).filter(([key]) =>
          /^(access-control|set-cookie|vary|sec-websocket-(protocol|extensions))/.test(key),
        );
        this.context.record(this.lane, `101 ${JSON.stringify(Object.fromEntries(wanted))}`);
      });
      socket.on("open", resolve);
      socket.on("unexpected-response", (_req, response) => {
        let body = "";
        response.on("data", (chunk) => (body += chunk));
        response.on("end", () => {
          const type = response.headers["content-type"];
          this.#end(`refused: HTTP ${response.statusCode} {content-type: ${type}} ${show(body)}`);
          resolve();
        });
      });
      socket.on("message", (data, isBinary) => this.#receive(isBinary ? data : data.toString("utf8")));
      socket.on("error", (err) => (this.failure = err));
      socket.on("close", (code, reason) => {
        this.#end(`closed ${code}${reason.length > 0 ? ` ${show(reason.toString())}` : ""}`);
        resolve();
      });
    });
  }

  #end(line) {
    if (this.closed) return;
    this.closed = true;
    this.context.record(this.lane, line);
    this.#wake();
  }

  #receive(data) {
    if (data === "2" && this.eio === 4 && this.answerPings) {
      this.socket.send("3");
      return;
    }
    if (typeof data === "string") {
      const opening = /^0(\{.*\})$/.exec(data);
      if (opening) this.sid = JSON.parse(opening[1]).sid;
      this.context.learn(data, this.lane);
    }
    this.context.record(this.lane, `< ${this.context.readable(data)}`);
    this.#queue.push(data);
    this.#wake();
  }

  /** Sends a frame: text for strings, binary for buffers. */
  send(...frames) {
    for (const frame of frames) {
      if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame, { binary: Buffer.isBuffer(frame) });
    }
  }

  /** Writes bytes as they are on the TCP connection. */
  raw(bytes) {
    this.socket._socket?.write(bytes);
  }

  /** Waits for a frame that satisfies the condition, or the end of the connection. */
  async until(condition) {
    const end = Date.now() + 6000;
    for (;;) {
      while (this.#queue.length > 0) {
        const data = this.#queue.shift();
        if (condition(data)) return data;
      }
      if (this.closed) return undefined;
      const left = end - Date.now();
      if (left <= 0) {
        this.context.record(this.lane, "waited in vain");
        return undefined;
      }
      await Promise.race([
        new Promise((resolve) => (this.#wake = resolve)),
        new Promise((resolve) => setTimeout(resolve, left)),
      ]);
    }
  }

  next() {
    return this.until(() => true);
  }

  ended() {
    return this.until(() => false);
  }

  /** Closes from this side. */
  close(code, reason) {
    this.socket.close(code, reason);
  }

  terminate() {
    this.socket.terminate();
  }
}

/** One WebSocket frame as a client sends it; fields may be wrong on purpose. */
export function frame({ opcode = 1, fin = true, rsv = 0, payload = "", masked = true, length, extended }) {
  const data = Buffer.from(payload);
  const announced = length ?? data.length;
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const form = extended ?? (announced < 126 ? 0 : announced < 65536 ? 2 : 8);
  const head = Buffer.alloc(2 + form);
  head[0] = first;
  if (form === 0) head[1] = announced;
  if (form === 2) {
    head[1] = 126;
    head.writeUInt16BE(announced, 2);
  }
  if (form === 8) {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(announced), 2);
  }
  if (!masked) return Buffer.concat([head, data]);
  head[1] |= 0x80;
  const mask = Buffer.from([1, 2, 3, 4]);
  const body = Buffer.from(data.map((byte, i) => byte ^ mask[i % 4]));
  return Buffer.concat([head, mask, body]);
}
