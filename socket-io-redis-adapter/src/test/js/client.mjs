// A client, driven like peer.mjs: what it receives comes as {"event": "packet", "args": [...]}, each connection as
// {"event": "connected", "socket": id, "recovered": ...}. "move" cuts the connection and makes the next one elsewhere.
import { io } from "socket.io-client";
import { drive, write } from "./drive.mjs";

let socket;

const ops = {
  start({ url, options }) {
    socket = io(url, { transports: ["websocket"], reconnectionDelay: 50, reconnectionDelayMax: 100, ...options });
    socket.on("connect_error", (error) => write({ event: "refused", message: error.message }));
    socket.on("connect", () => write({ event: "connected", socket: socket.id, recovered: socket.recovered }));
    socket.on("disconnect", (reason) => write({ event: "disconnected", reason }));
    socket.onAny((...args) => write({ event: "packet", socket: socket.id, args }));
  },
  move({ url }) {
    socket.io.uri = url;
    socket.io.engine.close();
  },
  /** The answer counts as an event of this name. */
  ask() {
    socket.emit("ask", (answer) => write({ event: "packet", socket: socket.id, args: ["answer", answer] }));
  },
  transport: () => socket.io.engine.transport.name,
  tell({ name, value }) {
    socket.emit(name, value);
  },
  /** The next connection is made elsewhere; this one ends by itself. */
  redirect({ url }) {
    socket.io.uri = url;
  },
};

drive(ops);
