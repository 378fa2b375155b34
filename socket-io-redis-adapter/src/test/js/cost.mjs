// CPU time of a server of Node per broadcast: node cost.mjs ADAPTER PORT RECEIVERS MESSAGES receive|publish, see costs.mjs.
// Its sockets take the encoded packet and do nothing with it.
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { adapterFor } from "./adapters.mjs";
import { Server } from "socket.io";

const [adapter, port, receivers, messages, mode] = process.argv.slice(2);
const options = adapter === "sharded" ? { subscriptionMode: "static" } : adapter === "streams" ? { maxLen: 1_000_000 } : {};
const io = new Server({ adapter: await adapterFor({ adapter, ports: [Number(port)], options }) });
const nsp = io.of("/");
let received = 0;
for (let i = 0; i < Number(receivers); i++) {
  const id = `socket${i}`;
  nsp.sockets.set(id, {
    id,
    client: { writeToEngine() {} },
    notifyOutgoingListeners() {
      if (i === 0) received++;
    },
  });
  await nsp.adapter.addAll(id, new Set([id, "room"]));
}
await sleep(500);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function round() {
  received = 0;
  const start = process.cpuUsage();
  if (mode === "receive") {
    console.log("READY");
    await lines.next();
    for (let wait = 0; Number(receivers) > 0 && received < Number(messages); wait++) {
      if (wait > 400) throw new Error(`received: ${received}`);
      await sleep(50);
    }
  } else {
    for (let i = 0; i < Number(messages); i++) {
      io.to("room").emit("message", { text: "hello, room", number: i, flags: [true, false] });
      if (i % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
    }
    await sleep(1500);
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / Number(messages);
}
await round();
await round();
console.log(`CPU ${(await round()).toFixed(1)}`);
process.exit(0);
