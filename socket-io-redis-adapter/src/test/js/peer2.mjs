// A server of Socket.IO 2 with socket.io-redis 5, for broadcasts; driven like peer.mjs.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const write = (message) => process.stdout.write(JSON.stringify(message) + "\n");
let io;

const ops = {
  async start({ ports }) {
    io = require("socket.io-2")();
    io.adapter(require("socket.io-redis-5")({ host: "127.0.0.1", port: ports[0] }));
    await new Promise((resolve) => setTimeout(resolve, 300));
  },
  async add({ socket, rooms = [] }) {
    const adapter = io.of("/").adapter;
    io.of("/").connected[socket] = {
      id: socket,
      packet: (encoded) => {
        const [text] = encoded;
        write({ event: "packet", socket, args: JSON.parse(text.slice(text.indexOf("["))) });
      },
    };
    for (const room of [socket, ...rooms]) await new Promise((resolve) => adapter.add(socket, room, resolve));
  },
  broadcast({ target = {}, args }) {
    let operator = io.of("/");
    for (const room of target.rooms ?? []) operator = operator.to(room);
    operator.emit(...args);
  },
};

createInterface({ input: process.stdin }).on("line", async (line) => {
  const { id, op, args } = JSON.parse(line);
  try {
    write({ id, result: (await ops[op](args ?? {})) ?? null });
  } catch (e) {
    write({ id, error: String(e?.stack ?? e) });
  }
});
process.stdin.on("end", () => process.exit(0));
