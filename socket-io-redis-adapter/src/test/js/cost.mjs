// CPU time of a server of Node per broadcast: node cost.mjs PORT RECEIVERS MESSAGES receive|publish
// Its sockets take the encoded packet and do nothing with it.
import { adapterFor } from "./adapters.mjs";
import { Server } from "socket.io";

const [port, receivers, messages, mode] = process.argv.slice(2);
const io = new Server({ adapter: await adapterFor({ adapter: "classic", ports: [Number(port)] }) });
const nsp = io.of("/");
let received = 0;
const waiters = [];
for (let i = 0; i < Number(receivers); i++) {
  const id = `socket${i}`;
  nsp.sockets.set(id, {
    id,
    client: { writeToEngine() {} },
    notifyOutgoingListeners() {
      if (i === 0 && ++received % Number(messages) === 0) waiters.shift()?.();
    },
  });
  await nsp.adapter.addAll(id, new Set([id, "room"]));
}
await new Promise((resolve) => setTimeout(resolve, 300));

async function round() {
  const start = process.cpuUsage();
  if (mode === "receive") {
    const done = new Promise((resolve) => waiters.push(resolve));
    console.log("READY");
    await done;
  } else {
    for (let i = 0; i < Number(messages); i++) {
      io.to("room").emit("message", { text: "hello, room", number: i, flags: [true, false] });
      if (i % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / Number(messages);
}
await round();
console.log(`CPU ${(await round()).toFixed(1)}`);
process.exit(0);
