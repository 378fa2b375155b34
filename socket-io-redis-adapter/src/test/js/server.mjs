// A server of Node with the streams adapter and connection state recovery, for real clients; driven like peer.mjs. Each
// connection comes as {"event": "joined", "socket": id, "recovered": ..., "rooms": [...], "data": {...}}.
import { createServer } from "node:http";
import { adapterFor } from "./adapters.mjs";
import { Server } from "socket.io";
import { drive, write } from "./drive.mjs";

let io;

const ops = {
  async start({ ports }) {
    const http = createServer();
    io = new Server(http, {
      adapter: await adapterFor({ adapter: "streams", ports }),
      connectionStateRecovery: { skipMiddlewares: true },
    });
    io.on("connection", (socket) => {
      if (!socket.recovered) {
        socket.join("room");
        socket.data.kept = "by Node";
      }
      write({ event: "joined", socket: socket.id, recovered: socket.recovered, rooms: [...socket.rooms], data: socket.data });
    });
    await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
    ops.port = () => http.address().port;
  },
  emit({ room, args }) {
    (room ? io.to(room) : io).emit(...args);
  },
  servers: () => io.of("/").adapter.serverCount(),
  /** As at a graceful restart: connections are closed, and clients come back. */
  stop: () => io.close(),
};

drive(ops);
