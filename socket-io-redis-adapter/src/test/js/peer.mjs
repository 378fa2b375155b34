// One server of a cluster, driven over stdin and stdout: a JSON object per line each way.
//   in:  {"id": 1, "op": "broadcast", "args": {...}}
//   out: {"id": 1, "result": ...} or {"id": 1, "error": "..."}; what happens to a socket comes as {"event": ...}
// Its sockets are objects in this process, so that only the adapter and Redis lie between the servers under test.
// Binary is {"$bin": "<base64>"} in both directions.
import { adapterFor } from "./adapters.mjs";
import { Server } from "socket.io";
import { drive, write } from "./drive.mjs";

function pack(value) {
  if (Buffer.isBuffer(value) || value instanceof Uint8Array) {
    return { $bin: Buffer.from(value).toString("base64") };
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(pack);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, pack(v)]));
  }
  return value;
}

function unpack(value) {
  if (Array.isArray(value)) return value.map(unpack);
  if (value && typeof value === "object") {
    if (typeof value.$bin === "string") return Buffer.from(value.$bin, "base64");
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unpack(v)]));
  }
  return value;
}

/** What the adapter needs of a socket; acknowledges each event that asks for it with its id and the first argument. */
class PeerSocket {
  constructor(nsp, id, data, silent) {
    this.nsp = nsp;
    this.id = id;
    this.data = data;
    this.silent = silent;
    this.handshake = { headers: { host: "peer" }, query: {}, auth: {}, time: "", address: "::1", xdomain: false, secure: false, issued: 1, url: "/" };
    this.acks = new Map();
    this.client = { writeToEngine: () => {} };
  }

  get rooms() {
    return this.nsp.adapter.socketRooms(this.id) ?? new Set();
  }

  join(rooms) {
    return this.nsp.adapter.addAll(this.id, new Set(Array.isArray(rooms) ? rooms : [rooms]));
  }

  leave(room) {
    return this.nsp.adapter.del(this.id, room);
  }

  disconnect(close) {
    write({ event: "disconnected", nsp: this.nsp.name, socket: this.id, close: !!close });
    this.nsp.sockets.delete(this.id);
    this.nsp.adapter.delAll(this.id);
  }

  /** What adapters of Socket.IO 3 call, with the encoded packet. */
  packet([text]) {
    write({ event: "packet", nsp: this.nsp.name, socket: this.id, args: JSON.parse(text.slice(text.indexOf("["))) });
  }

  notifyOutgoingListeners(packet) {
    write({ event: "packet", nsp: this.nsp.name, socket: this.id, args: pack(packet.data) });
    if (packet.id !== undefined) {
      const ack = () => this.acks.get(packet.id)?.({ from: this.id, echo: packet.data[1] ?? null });
      if (!this.silent) setImmediate(ack);
    }
  }
}

let io;

function operator(nsp, { rooms = [], except = [], flags = {} }) {
  let result = io.of(nsp).to(rooms).except(except);
  if (flags.volatile) result = result.volatile;
  if (flags.local) result = result.local;
  if (flags.compress === false) result = result.compress(false);
  return result;
}

const ops = {
  async start(options) {
    io = new Server({ adapter: await adapterFor(options), ...(options.recovery ? { connectionStateRecovery: {} } : {}) });
    for (const name of options.namespaces ?? ["/"]) {
      const nsp = io.of(name);
      nsp.adapter.on("join-room", (room, socket) => write({ event: "joined", nsp: name, socket, room: String(room) }));
      nsp.adapter.on("leave-room", (room, socket) => write({ event: "left", nsp: name, socket, room: String(room) }));
      nsp.on("server-side", (...args) => write({ event: "server-side", nsp: name, args: pack(args) }));
      nsp.on("server-side-ack", (value, ack) => {
        write({ event: "server-side", nsp: name, args: pack([value]) });
        if (!options.silent) ack({ node: options.node, echo: value });
      });
    }
  },
  async add({ nsp = "/", socket, rooms = [], data = {}, silent = false }) {
    const namespace = io.of(nsp);
    const created = new PeerSocket(namespace, socket, unpack(data), silent);
    namespace.sockets.set(socket, created);
    await created.join([socket]);
    if (rooms.length) await created.join(rooms);
  },
  remove({ nsp = "/", socket }) {
    io.of(nsp).sockets.delete(socket);
    io.of(nsp).adapter.delAll(socket);
  },
  broadcast({ nsp = "/", target = {}, args }) {
    operator(nsp, target).emit(...unpack(args));
  },
  async broadcastAck({ nsp = "/", target = {}, args, timeout = 2000 }) {
    return await new Promise((resolve) => {
      operator(nsp, target)
        .timeout(timeout)
        .emit(...unpack(args), (err, responses) => resolve({ error: err?.message ?? null, responses: pack(responses) }));
    });
  },
  async fetch({ nsp = "/", target = {} }) {
    const sockets = await operator(nsp, target).fetchSockets();
    return sockets.map((s) => ({ id: s.id, rooms: [...s.rooms].map(String), data: pack(s.data), handshake: pack(s.handshake) }));
  },
  join: ({ nsp = "/", target = {}, rooms }) => operator(nsp, target).socketsJoin(rooms),
  leave: ({ nsp = "/", target = {}, rooms }) => operator(nsp, target).socketsLeave(rooms),
  disconnect: ({ nsp = "/", target = {}, close = false }) => operator(nsp, target).disconnectSockets(close),
  serverSide({ nsp = "/", args }) {
    io.of(nsp).serverSideEmit("server-side", ...unpack(args));
  },
  async serverSideAck({ nsp = "/", value }) {
    return await new Promise((resolve) => {
      io.of(nsp).serverSideEmit("server-side-ack", unpack(value), (err, responses) =>
        resolve({ error: err?.message ?? null, responses: pack(responses) }),
      );
    });
  },
  allRooms: async ({ nsp = "/" }) => [...(await io.of(nsp).adapter.allRooms())].map(String),
  sockets: async ({ nsp = "/", rooms = [] }) => [...(await io.of(nsp).adapter.sockets(new Set(rooms)))],
  servers: async ({ nsp = "/" }) => await io.of(nsp).adapter.serverCount(),
  persist: ({ nsp = "/", session }) => {
    io.of(nsp).adapter.persistSession({ ...session, rooms: session.rooms, data: unpack(session.data) });
  },
  async restore({ nsp = "/", pid, offset }) {
    try {
      const session = await io.of(nsp).adapter.restoreSession(pid, offset);
      return { sid: session.sid, pid: session.pid, rooms: [...session.rooms], data: pack(session.data), missed: pack(session.missedPackets) };
    } catch (e) {
      return { error: String(e?.message ?? e) };
    }
  },
  old: ({ nsp = "/", method, args }) => io.of(nsp).adapter[method](...args),
};

drive(ops);
