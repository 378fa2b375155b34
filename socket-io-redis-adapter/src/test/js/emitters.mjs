// The published emitters, driven like peer.mjs: {"id", "op": "emit", "args": {"emitter", "port", "calls"}}
// where calls is a chain, for example [["to", "red"], ["emit", "hello", 1]]; "volatile" alone is a property.
import { Emitter } from "@socket.io/redis-emitter";
import { createRequire } from "node:module";
import { createClient } from "redis";
import { drive } from "./drive.mjs";

const require = createRequire(import.meta.url);
let emitter;

const revive = (value) => {
  if (Array.isArray(value)) return value.map(revive);
  if (value && typeof value.$bin === "string") return Buffer.from(value.$bin, "base64");
  return value;
};

const ops = {
  async start({ emitter: kind, port }) {
    if (kind === "socket.io-emitter-3") {
      const client = require("redis-3").createClient(port, "127.0.0.1", { return_buffers: true });
      emitter = require("socket.io-emitter")(client);
    } else {
      const client = createClient({ url: `redis://127.0.0.1:${port}` });
      await client.connect();
      emitter = new Emitter(client);
    }
  },
  emit({ calls }) {
    let current = emitter;
    for (const [method, ...args] of calls) {
      const member = current[method];
      current = typeof member === "function" ? member.apply(current, revive(args)) : member;
    }
  },
};

drive(ops);
