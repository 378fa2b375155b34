// Many clients, driven like client.mjs. Each belongs to a group, and counts what it gets: events are ["n", key, number], and
// the numbers of a key must come one after the other. A client whose connection is lost tries the other server.
import { io } from "socket.io-client";
import { drive, write } from "./drive.mjs";

const clients = [];
const violations = [];
let violated = 0;
let urls = [];
let groups = 1;
/** Senders of which somebody had heard when the clients were complete. */
const known = new Set();
const sender = (key) => key.split("/")[0];
let counts = { recovered: 0, fresh: 0 };

const violation = (client, text) => {
  violated++;
  if (violations.length < 20) violations.push(`client ${client.index} (${client.sid}): ${text}`);
};

class Client {
  /** The next number of each key. */
  next = new Map();
  /** Whether it has been there since before any key began that nobody knew. */
  complete = false;
  sid = "";

  constructor(index) {
    this.index = index;
    const socket = io(urls[index % urls.length], {
      transports: index % 5 === 4 ? ["polling", "websocket"] : ["websocket"],
      forceNew: true,
      auth: { group: index % groups },
    });
    this.socket = socket;
    socket.on("connect", () => this.onConnect());
    socket.on("disconnect", () => {
      socket.io.uri = urls[(urls.indexOf(socket.io.uri) + 1) % urls.length];
    });
    socket.on("n", (key, number) => this.onNumber(key, number));
  }

  onConnect() {
    if (this.socket.recovered) {
      counts.recovered++;
      if (this.sid !== this.socket.id) violation(this, `resumed as ${this.socket.id}`);
    } else {
      counts.fresh++;
      this.sid = this.socket.id;
      this.next.clear();
      this.complete = false;
      write({ event: "fresh", socket: this.sid });
    }
  }

  onNumber(key, number) {
    const expected = this.next.get(key) ?? ((this.complete && !known.has(sender(key))) || key[0] === "d" ? 0 : number);
    if (number !== expected) violation(this, `${key}: ${number} instead of ${expected}`);
    this.next.set(key, number + 1);
  }

  /** Keys for everyone in its group, and for itself. */
  concerns(key) {
    return key[0] === "d" ? key === "d" + this.sid : key.endsWith("/" + (this.index % groups));
  }
}

const ops = {
  start({ servers, count, inGroups }) {
    urls = servers;
    groups = inGroups;
    for (let index = 0; index < count; index++) clients.push(new Client(index));
  },
  status() {
    return {
      connected: clients.filter((client) => client.socket.connected).length,
      informed: clients.filter((client) => client.next.size > 0).length,
      violated,
      violations,
      ...counts,
    };
  },
  /** From now on a key that a client does not know must begin at 0, unless its sender has been heard. */
  complete() {
    counts = { recovered: 0, fresh: 0 };
    for (const client of clients) {
      client.complete = client.socket.connected;
      for (const key of client.next.keys()) known.add(sender(key));
    }
  },
  /** One server has gone for good and another came in its place. */
  servers({ servers }) {
    for (const client of clients) {
      if (!servers.includes(client.socket.io.uri)) client.socket.io.uri = servers[0];
    }
    urls = servers;
  },
  /** Every second client goes to the first server, or as if its network had changed. */
  spread() {
    clients.forEach((client, index) => {
      const url = urls[index % 2];
      if (client.socket.io.uri !== url) {
        client.socket.io.engine.close();
        client.socket.io.uri = url;
      }
    });
  },
  /** How many clients have not all numbers below these, and keys of which some clients have more than others. */
  missing({ ends }) {
    let behind = 0;
    const seen = new Map();
    for (const client of clients) {
      if (Object.entries(ends).some(([key, end]) => client.concerns(key) && end > 0 && client.next.get(key) !== end)) behind++;
      for (const [key, next] of client.complete ? client.next : []) {
        if (!seen.has(key)) seen.set(key, new Set());
        seen.get(key).add(next);
      }
    }
    return { behind, unequal: [...seen].filter(([, values]) => values.size > 1).map(([key]) => key) };
  },
};

drive(ops);
