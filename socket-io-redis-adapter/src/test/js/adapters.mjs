// The adapters that peers can have, with the Redis clients that users have them with.
import { createAdapter, createShardedAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import { Cluster, Redis } from "ioredis";
import { createRequire } from "node:module";
import { createClient, createCluster } from "redis";

const require = createRequire(import.meta.url);

async function clientFor({ client, ports }) {
  const nodes = ports.map((port) => ({ host: "127.0.0.1", port }));
  if (client === "ioredis") {
    return nodes.length > 1 ? new Cluster(nodes) : new Redis(nodes[0]);
  }
  const created =
    nodes.length > 1
      ? createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) })
      : createClient({ url: `redis://127.0.0.1:${ports[0]}` });
  created.on("error", () => {});
  await created.connect();
  return created;
}

/** Anything but MessagePack, as a stand-in for what users bring: JSON with buffers in base64, behind a marker. */
const customParser = {
  encode: (data) =>
    Buffer.from("J" + JSON.stringify(data, (key, value) => (value?.type === "Buffer" ? { $bin: Buffer.from(value.data).toString("base64") } : value))),
  decode: (buffer) =>
    JSON.parse(Buffer.from(buffer).subarray(1).toString(), (key, value) =>
      typeof value?.$bin === "string" ? Buffer.from(value.$bin, "base64") : value,
    ),
};

export async function adapterFor(options) {
  const adapterOptions = { ...(options.options ?? {}), ...(options.customParser ? { parser: customParser } : {}) };
  switch (options.adapter) {
    case "classic":
      return createAdapter(await clientFor(options), await clientFor(options), adapterOptions);
    case "sharded":
      return createShardedAdapter(await clientFor(options), await clientFor(options), adapterOptions);
    case "streams":
      return createStreamsAdapter(await clientFor(options), adapterOptions);
    case "socket.io-redis-6": {
      const { createAdapter: createOld } = require("socket.io-redis-6");
      const redis = require("redis-3");
      const client = () => redis.createClient(options.ports[0], "127.0.0.1");
      return createOld({ pubClient: client(), subClient: client(), ...adapterOptions });
    }
    default:
      throw new Error(`adapter: ${options.adapter}`);
  }
}
