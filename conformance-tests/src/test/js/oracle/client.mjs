import { createRequire } from "node:module";
import { show } from "./transcript.mjs";

const require = createRequire(import.meta.url);

/** A value in readable form, with binary as hex and ids to be masked later. */
export function showValue(value) {
  return JSON.stringify(value, (_key, v) => {
    if (v?.type === "Buffer" && Array.isArray(v.data)) return show(Buffer.from(v.data));
    if (v instanceof ArrayBuffer) return show(Buffer.from(v));
    return v;
  });
}

/** A real client. Its lane holds the events, acknowledgements and ends that the application would see. */
export class Client {
  /** Opens a client of its own for the lane. */
  static open(context, lane, { version = "4.8.4", transports = ["websocket"], namespace = "/", ...options }) {
    const io = require(`client-${version}`);
    const socket = io(`http://localhost:${context.port}${namespace}`, {
      forceNew: true,
      reconnection: false,
      transports,
      ...options,
    });
    return new Client(context, lane, { version, transports, socket });
  }

  constructor(context, lane, { version, transports, socket }) {
    Object.assign(this, { context, lane, version, transports, socket });
    this.major = Number(version[0]);
    this.#listen(socket);
  }

  #listen(socket) {
    const record = (line) => this.context.record(this.lane, line);
    socket.on("connect", () => {
      this.context.name(socket.io.engine.id, `${this.lane}.session`);
      if (this.major > 2) this.context.name(socket.id, `${this.lane}.socket ${socket.nsp}`);
      record("connect");
    });
    socket.on("disconnect", (reason) => record(`disconnect ${reason}`));
    if (this.major === 2) {
      socket.on("error", (data) => record(`error ${showValue(data)}`));
    }
    socket.on("connect_error", (err) => record(`connect_error ${err.message} ${showValue(err.data) ?? ""}`));
    for (const event of ["welcome", "echo-event", "room-msg", "binary", "answer-received", "binary-answer-received", "seq", "peer-disconnected", "auth", "message-back", "echo", "flood", "asked", "hi", "takeUtf8"]) {
      socket.on(event, (...args) => record(`event ${event} ${showValue(args)}`));
    }
    socket.on("question", (v, answer) => {
      record(`event question ${showValue([v])}`);
      answer(v, { answered: true });
    });
    socket.on("binary-question", (b, answer) => {
      record(`event binary-question ${showValue([b])}`);
      answer(Buffer.from(b));
    });
  }

  /** Waits until the condition on the socket holds. */
  async #wait(event, condition) {
    if (condition()) return;
    await new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.context.record(this.lane, `waited in vain for ${event}`);
        resolve();
      }, 6000);
      const check = setInterval(() => {
        if (!condition()) return;
        clearInterval(check);
        clearTimeout(timer);
        resolve();
      }, 4);
    });
  }

  async connected() {
    let refused = false;
    this.socket.on(this.major === 2 ? "error" : "connect_error", () => (refused = true));
    if (this.major === 2) this.socket.on("connect_error", () => (refused = true));
    await this.#wait("connect", () => this.socket.connected || refused);
    if (this.socket.connected && this.transports.length > 1) {
      await this.#wait("upgrade", () => this.socket.io.engine.transport.name === "websocket");
    }
    return this;
  }

  async disconnected() {
    await this.#wait("disconnect", () => !this.socket.connected);
  }

  /** A further namespace on the same connection, with a lane of its own. */
  async sibling(namespace) {
    const { context, lane, version } = this;
    const socket = this.socket.io.socket(namespace, {});
    return new Client(context, `${lane}${namespace}`, { version, transports: [], socket }).connected();
  }

  emit(event, ...args) {
    this.socket.emit(event, ...args);
  }

  /** Emits with acknowledgement and records the answer. */
  async ask(event, ...args) {
    let answer;
    this.socket.emit(event, ...args, (...all) => (answer = all));
    await this.#wait(`the acknowledgement of ${event}`, () => answer !== undefined || !this.socket.connected);
    if (answer !== undefined) this.context.record(this.lane, `ack ${event} ${showValue(answer)}`);
    return answer;
  }

  /** Everything the server has sent so far has arrived when this returns. */
  async fence() {
    if (!this.socket.connected) return;
    let answered = false;
    this.socket.emit("echo", "fence", () => (answered = true));
    await this.#wait("the fence", () => answered || !this.socket.connected);
  }

  /** The id by which the server knows the socket. */
  async id() {
    let id;
    this.socket.emit("whoami", (me) => (id = me.id));
    await this.#wait("whoami", () => id !== undefined);
    return id;
  }

  dispose() {
    this.socket.off();
    this.socket.disconnect();
    this.socket.io.engine?.close();
  }
}
