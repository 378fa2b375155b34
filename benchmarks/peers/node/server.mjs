// The reference server behind the benchmark's contract: node --expose-gc server.mjs PORT [pingIntervalMillis]
import { createServer } from "node:http";
import { Server } from "socket.io";

const port = Number(process.argv[2]);
const pingInterval = Number(process.argv[3] ?? 25000);

const http = createServer();
const io = new Server(http, {
  serveClient: false,
  pingInterval,
  pingTimeout: 20000,
  maxHttpBufferSize: 4 * 1024 * 1024,
  perMessageDeflate: false,
  httpCompression: false,
});

io.on("connection", (socket) => {
  socket.join("room");
  socket.on("echo", (payload) => socket.emit("echo", payload));
  socket.on("ack", (payload, ack) => ack(payload));
  socket.on("bcast", (payload) => io.to("room").emit("b", payload));
  socket.on("bcastbin", (payload) => io.to("room").emit("b", payload));
  socket.on("stats", (ack) => {
    globalThis.gc();
    globalThis.gc();
    const memory = process.memoryUsage();
    ack({ heap: memory.heapUsed, direct: memory.external });
  });
});

http.listen({ port, host: "127.0.0.1", backlog: 4096 }, () => console.log(`LISTENING ${port}`));
process.on("SIGTERM", () => process.exit(0));
