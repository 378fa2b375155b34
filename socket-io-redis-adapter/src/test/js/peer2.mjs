// A server of Socket.IO 2 with socket.io-redis 5, for broadcasts; driven like peer.mjs.
import { createRequire } from "node:module";
import { drive, write } from "./drive.mjs";

const require = createRequire(import.meta.url);
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

drive(ops);
