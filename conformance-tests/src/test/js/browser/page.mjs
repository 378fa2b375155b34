// Runs inside the page: what a web application does with the client. Each scenario gets (io, url, options, tools).

export function installScenarios() {
  const equal = (actual, expected, what = "value") => {
    const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (a !== b) throw new Error(`${what}: ${a} (expected: ${b})`);
  };
  const bytesOf = (data) => Array.from(new Uint8Array(data));

  class Tools {
    sockets = [];

    constructor(io, url, options) {
      Object.assign(this, { io, url, options });
    }

    open(namespace = "/", extra = {}) {
      const socket = this.io(this.url + namespace, { forceNew: true, reconnection: false, ...this.options, ...extra });
      this.sockets.push(socket);
      return socket;
    }

    once(emitter, event) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no "${event}" within 8 s`)), 8000);
        emitter.once(event, (...args) => {
          clearTimeout(timer);
          resolve(args);
        });
      });
    }

    async connect(namespace, extra) {
      const socket = this.open(namespace, extra);
      if (!socket.connected) await this.once(socket, "connect");
      const { engine } = socket.io;
      if (this.options.transports.length > 1 && engine.transport.name !== "websocket") await this.once(engine, "upgrade");
      return socket;
    }

    ask(socket, event, ...args) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`"${event}" was not acknowledged`)), 8000);
        socket.emit(event, ...args, (...answer) => {
          clearTimeout(timer);
          resolve(answer);
        });
      });
    }
  }

  const scenarios = {
    async connects(t) {
      const socket = await t.connect();
      const [me] = await t.ask(socket, "whoami");
      equal(me.id, socket.id, "id");
      equal(me.transport, t.options.transports.at(-1), "transport");
    },
    async echoesText(t) {
      const socket = await t.connect();
      const values = ["ä€😀", { "ключ": [1, null, { x: "\u2028" }] }, 1.5, false];
      equal(await t.ask(socket, "echo", ...values), values);
    },
    async echoesBinary(t) {
      const socket = await t.connect();
      const [a, nested] = await t.ask(socket, "echo", Uint8Array.of(1, 2, 250).buffer, { list: [Uint8Array.of(7)] });
      equal(bytesOf(a), [1, 2, 250]);
      equal(bytesOf(nested.list[0]), [7]);
    },
    async echoesBlobs(t) {
      const socket = await t.connect();
      const [a] = await t.ask(socket, "echo", new Blob([Uint8Array.of(9, 8)]));
      equal(bytesOf(a), [9, 8]);
    },
    async takesBinaryEvents(t) {
      const socket = await t.connect();
      const sent = t.once(socket, "binary");
      socket.emit("send-binary", 300);
      const [r, rest] = await sent;
      equal(bytesOf(r).length, 300);
      equal(bytesOf(r)[299], 299 % 256);
      equal(bytesOf(rest.list[0]).length, 300);
    },
    async answersQuestions(t) {
      const socket = await t.connect();
      socket.on("question", (v, answer) => answer(v, 2));
      const received = t.once(socket, "answer-received");
      socket.emit("ask-me", "?");
      equal(await received, ["?", 2]);
    },
    async sendsMuch(t) {
      const socket = await t.connect();
      const text = "x".repeat(900000);
      equal((await t.ask(socket, "echo", text))[0] === text, true);
      const size = t.options.transports.at(-1) === "polling" ? 700000 : 900000;
      const [b] = await t.ask(socket, "echo-binary", new Uint8Array(size).fill(3).buffer);
      equal(b.byteLength, size);
    },
    async usesNamespaces(t) {
      const main = await t.connect();
      const custom = main.io.socket("/custom");
      equal(await t.once(custom, "welcome"), [{ nsp: "/custom" }]);
      equal(await t.ask(main, "echo", 1), [1]);
    },
    async isRefused(t) {
      const socket = t.open("/", { query: { "deny-main": "1" } });
      const v2 = !("active" in socket);
      const [err] = await t.once(socket, v2 ? "error" : "connect_error");
      equal(v2 ? err : err.data, { code: 4001 });
    },
    async sharesRooms(t) {
      const [a, b] = [await t.connect(), await t.connect()];
      const room = `room ${Math.random()}`;
      await t.ask(a, "join", room);
      await t.ask(b, "join", room);
      const message = t.once(b, "room-msg");
      a.emit("room-say", room, "hello", { n: 1 });
      equal(await message, ["hello", { n: 1 }]);
    },
    async isDisconnected(t) {
      const socket = await t.connect();
      const ended = t.once(socket, "disconnect");
      socket.emit("disconnect-me", true);
      equal((await ended)[0], "io server disconnect");
    },
    async reconnects(t) {
      const socket = await t.connect("/", { reconnection: true, reconnectionDelay: 50 });
      const again = t.once(socket, "disconnect").then(([reason]) => {
        equal(reason, "transport close");
        return t.once(socket, "connect");
      });
      socket.emit("kill-transport");
      await again;
      equal(await t.ask(socket, "echo", "back"), ["back"]);
    },
    async staysAlive(t) {
      const socket = await t.connect();
      await new Promise((resolve) => setTimeout(resolve, 3200));
      equal(socket.connected, true);
      equal(await t.ask(socket, "echo", "alive"), ["alive"]);
    },
    async keepsOrder(t) {
      const socket = t.open();
      const seen = [];
      socket.on("seq", (n) => seen.push(n));
      socket.emit("count", 100);
      if (!socket.connected) await t.once(socket, "connect");
      while (seen.length < 100) await new Promise((resolve) => setTimeout(resolve, 10));
      equal(seen, Array.from({ length: 100 }, (_, i) => i));
    },
    async isBlockedByOrigin(t) {
      const socket = t.open();
      await t.once(socket, "connect_error");
      equal(socket.connected, false);
    },
    /** Stays open; the page is closed from outside. */
    async stays(t) {
      const socket = await t.connect();
      t.sockets = [];
      return (await t.ask(socket, "whoami"))[0].id;
    },
  };

  window.runScenario = async (name, url, options) => {
    const tools = new Tools(window.io, url, options);
    try {
      return { ok: true, value: await scenarios[name](tools) };
    } catch (err) {
      return { ok: false, error: String(err?.stack ?? err) };
    } finally {
      for (const socket of tools.sockets) socket.disconnect();
    }
  };
}
