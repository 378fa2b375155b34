// node client.mjs GENERATION TRANSPORTS URL: plays one session with a published client and prints what it saw.
import { createRequire } from "node:module";

const [generation, transports, url] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const client = require(`client-${generation}`);
const Socket = client.Socket ?? client;

const socket = new Socket(url, { transports: transports.split(",") });
socket.binaryType = "nodebuffer";
const seen = [];
let pings = 0;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function until(what, condition) {
  for (let i = 0; i < 1000 && !condition(); i++) await sleep(5);
  if (!condition()) {
    console.log(`waited in vain for ${what}`);
    process.exit(1);
  }
}

socket.on("message", (data) => seen.push(typeof data === "string" ? data : `binary ${Buffer.from(data).toString("hex")}`));
socket.on(generation === "3" ? "pong" : "ping", () => pings++);
socket.on("error", (error) => console.log(`error ${error.message}`));
socket.on("close", (reason) => console.log(`close ${reason}`));

let upgraded = false;
socket.on("upgrade", () => (upgraded = true));
await until("open", () => socket.readyState === "open");
socket.send("€😀\n\\n");
socket.send(Buffer.from([0x65, 0, 255]));
for (let i = 0; i < 40; i++) socket.send(`number ${i}`); // more than one payload may hold
await until("echoes", () => seen.length === 42);
if (transports === "polling,websocket") await until("the upgrade", () => upgraded);
await until("heartbeats", () => pings >= 2);
socket.send("last");
await until("the last echo", () => seen.length === 43);
console.log(`${socket.transport.name} ${JSON.stringify(seen.slice(0, 2))} ${seen[2]} to ${seen[41]}, ${seen[42]}`);
const inOrder = seen.slice(2, 42).every((text, i) => text === `number ${i}`);
console.log(inOrder ? "in order" : `not in order: ${seen}`);
socket.close();
