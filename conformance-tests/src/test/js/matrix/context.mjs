import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const WAIT_MILLIS = 8000;

export const VERSIONS = [
  "2.0.3", "2.5.0", "3.0.5", "3.1.3", "4.0.2", "4.1.3", "4.2.0",
  "4.3.2", "4.4.1", "4.5.4", "4.6.2", "4.7.5", "4.8.4",
];
export const TRANSPORTS = ["polling", "websocket", "upgrade"];

/** What a client of this version is and can do. */
export function clientOf(version) {
  const [major, minor] = version.split(".").map(Number);
  const atLeast = (a, b) => major > a || (major === a && minor >= b);
  return {
    version,
    io: require(`client-${version}`),
    major,
    protocol: major === 2 ? 3 : 4,
    refusalEvent: major === 2 ? "error" : "connect_error",
    hasVolatile: major >= 3,
    hasTimeout: atLeast(4, 4),
    hasRetries: atLeast(4, 6),
    hasRecovery: atLeast(4, 6),
  };
}

let sequence = 0;

/** What a scenario works with; closes every connection it has opened when the scenario ends. */
export class Context {
  #sockets = [];
  #endings = [];

  constructor({ client, transport, port, ports, observer }) {
    this.client = client;
    this.transport = transport;
    this.port = port;
    this.ports = ports;
    this.observer = observer;
  }

  get finalTransport() {
    return this.transport === "polling" ? "polling" : "websocket";
  }

  get transports() {
    return this.transport === "upgrade" ? ["polling", "websocket"] : [this.transport];
  }

  /** A name that no other scenario uses. */
  unique(prefix = "room") {
    return `${prefix}-${process.pid}-${++sequence}`;
  }

  /** Opens a socket on a connection of its own, without waiting for anything. */
  open(namespace = "/", { port = this.port, client = this.client, ...options } = {}) {
    const socket = client.io(`http://localhost:${port}${namespace}`, {
      forceNew: true,
      reconnection: false,
      transports: this.transports,
      ...options,
    });
    this.#sockets.push(socket);
    return socket;
  }

  /** Opens a socket and waits until it is connected and, where it upgrades, upgraded. */
  async connect(namespace, options) {
    const socket = this.open(namespace, options);
    await this.connected(socket);
    return socket;
  }

  /** A further namespace on the connection of the given socket. */
  sibling(socket, namespace, options = {}) {
    const other = socket.io.socket(namespace, options);
    this.#sockets.push(other);
    return other;
  }

  async connected(socket) {
    if (!socket.connected) await this.once(socket, "connect");
    await this.upgraded(socket);
  }

  async upgraded(socket) {
    const engine = socket.io.engine;
    const wanted = socket.io.opts.transports ?? this.transports;
    if (wanted.length < 2 || engine.transport.name === "websocket") return;
    await this.once(engine, "upgrade");
  }

  /** The arguments of the next event of this name. */
  once(emitter, event, wait = WAIT_MILLIS) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no "${event}" within ${wait} ms`)), wait);
      emitter.once(event, (...args) => {
        clearTimeout(timer);
        resolve(args);
      });
    });
  }

  /** Emits with acknowledgement and resolves with its arguments. */
  ask(socket, event, ...args) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`"${event}" was not acknowledged`)), WAIT_MILLIS);
      socket.emit(event, ...args, (...answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
    });
  }

  /** Collects the arguments of all events of this name from now on. */
  collect(socket, event) {
    const seen = [];
    socket.on(event, (...args) => seen.push(args));
    return seen;
  }

  async until(condition, what, wait = WAIT_MILLIS) {
    const end = Date.now() + wait;
    while (!condition()) {
      if (Date.now() > end) throw new Error(`not within ${wait} ms: ${what}`);
      await this.sleep(5);
    }
  }

  sleep(millis) {
    return new Promise((resolve) => setTimeout(resolve, millis));
  }

  /** Runs when the scenario ends, whatever its outcome. */
  onEnd(action) {
    this.#endings.push(action);
  }

  /** Watches the socket from the observing client; reason() then tells how the server has seen its end. */
  async watch(socket) {
    const id = (await this.ask(socket, "whoami"))[0].id;
    let reason;
    const listener = (seen) => {
      if (seen.id === id) reason = seen.reason;
    };
    this.observer.on("peer-disconnected", listener);
    this.onEnd(() => this.observer.off("peer-disconnected", listener));
    const [known] = await this.ask(this.observer, "watch", id);
    if (known !== true) throw new Error(`the server knows no socket ${id}`);
    return {
      reason: async () => {
        await this.until(() => reason !== undefined, "the server sees the end of the socket");
        return reason;
      },
    };
  }

  async dispose() {
    for (const socket of this.#sockets) {
      socket.io.reconnection(false);
      socket.disconnect();
      socket.io.engine?.close();
    }
    for (const ending of this.#endings) await ending();
  }
}
