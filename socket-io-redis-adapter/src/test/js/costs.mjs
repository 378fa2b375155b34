// Measures what a broadcast costs a server, for each adapter of ours and of Node in turn, with a Redis of its own:
//   node costs.mjs [MESSAGES] [ADAPTER...]
// Needs the built tree, redis-server and redis-benchmark. Prints CPU time of the process in microseconds per broadcast.
import { spawn, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";

const messages = process.argv[2] ?? "100000";
const adapters = process.argv.length > 3 ? process.argv.slice(3) : ["classic", "sharded", "streams"];
const require = createRequire(createRequire(import.meta.url).resolve("@socket.io/redis-adapter"));
const msgpack = require("notepack.io");
const root = fileURLToPath(new URL("../../../../", import.meta.url));
const classPath = spawnSync("bash", ["-c", ". bin/launch.sh && class_path conformance-tests"], { cwd: root, encoding: "utf8" });
const port = 20_000 + Math.floor(Math.random() * 10_000);

const packet = { type: 2, data: ["message", { text: "hello, room", number: 12345, flags: [true, false] }], nsp: "/" };
const opts = { rooms: ["room"], except: [], flags: {} };
const publishing = {
  classic: { command: ["PUBLISH", "socket.io#/#room#"], message: msgpack.encode(["node00", packet, opts]) },
  sharded: {
    command: ["SPUBLISH", "socket.io#/#"],
    message: JSON.stringify({ type: 3, data: { packet, opts }, uid: "0123456789abcdef", nsp: "/" }),
  },
  streams: {
    command: "XADD socket.io MAXLEN ~ 1000000 * uid 0123456789abcdef nsp / type 3 data".split(" "),
    message: JSON.stringify({ packet, opts }),
  },
};

function publish(adapter) {
  const { command, message } = publishing[adapter];
  const benchmark = spawn("redis-benchmark", ["-p", port, "-n", messages, "-c", "1", "-P", "20", "-q", "-x", ...command], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  benchmark.stdin.end(message);
  return new Promise((resolve) => benchmark.on("exit", resolve));
}

async function measure(program, adapter, receivers, mode) {
  const args = [adapter, String(port), String(receivers), messages, mode];
  const child =
    program === "ours"
      ? spawn("java", ["-Xmx256m", "-cp", `${root}socket-io-redis-adapter/target/test-classes:${classPath.stdout.trim()}`,
          "dev.sockeye.socketio.redis.AdapterCost", ...args], { stdio: ["pipe", "pipe", "inherit"] })
      : spawn("node", ["cost.mjs", ...args], { cwd: fileURLToPath(new URL(".", import.meta.url)), stdio: ["pipe", "pipe", "inherit"] });
  let cost = "failed";
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === "READY") {
      await publish(adapter);
      await sleep(2000);
      child.stdin.write("DONE\n");
    } else if (line.startsWith("CPU ")) {
      cost = line.slice(4);
    }
  }
  return cost;
}

if (classPath.status !== 0) throw new Error(classPath.stderr);
const redis = spawn("redis-server", ["--port", port, "--save", "", "--appendonly", "no"], { stdio: "ignore" });
try {
  await sleep(500);
  for (const adapter of adapters) {
    for (const [mode, receivers] of [["receive", 0], ["receive", 1], ["receive", 10], ["receive", 100], ["publish", 0]]) {
      const ours = await measure("ours", adapter, receivers, mode);
      const node = await measure("node", adapter, receivers, mode);
      console.log(`${adapter.padEnd(8)} ${mode} ${String(receivers).padStart(3)} receivers: ours ${ours}, Node ${node}`);
      spawnSync("redis-cli", ["-p", port, "FLUSHALL"]);
    }
  }
} finally {
  redis.kill();
}
