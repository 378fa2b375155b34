import { Socket } from "engine.io-client";
import { show } from "../transcript.mjs";
import { group } from "./steps.mjs";

const TRANSPORTS = { polling: ["polling"], websocket: ["websocket"], upgrade: ["polling", "websocket"] };

/** The published engine client; its lane holds what its application sees. */
async function open(o, lane, options) {
  const socket = new Socket(`ws://localhost:${o.port}`, { path: "/engine.io/", ...options });
  const seen = [];
  let closed = false;
  socket.binaryType = "nodebuffer";
  socket.on("open", () => {
    o.name(socket.id, `${lane}.session`);
    o.record(lane, "open");
  });
  socket.on("upgrade", (transport) => o.record(`${lane}.upgrade`, transport.name));
  socket.on("message", (data) => {
    seen.push(data);
    o.record(lane, `message ${show(data)}`);
  });
  socket.on("error", (err) => o.record(lane, `error ${err.message} ${err.description?.message ?? err.description ?? ""}`));
  socket.on("close", (reason) => {
    closed = true;
    o.record(lane, `close ${reason}`);
  });
  const until = async (condition) => {
    for (let i = 0; i < 1200 && !condition(); i++) await o.sleep(5);
    if (!condition()) o.record(lane, "waited in vain");
  };
  return {
    socket,
    until: (text) => until(() => closed || seen.includes(text)),
    ended: () => until(() => closed),
    upgraded: () => until(() => closed || socket.transport.name === "websocket"),
  };
}

/** [title, rows, act, options] */
const ACTS = [
  ["messages", ["E28"], async (c) => {
    c.socket.send("one");
    c.socket.send("€ä😀");
    c.socket.send("give utf8");
    c.socket.send("end");
    await c.until("end");
  }],
  ["binary", ["E31", "E61"], async (c) => {
    c.socket.send("give binary");
    c.socket.send(Buffer.from([9, 0, 255]));
    c.socket.send("end");
    await c.until("end");
  }],
  ["many messages in small payloads", ["E37"], async (c) => {
    for (let i = 0; i < 40; i++) c.socket.send(`number ${i}`);
    c.socket.send("end");
    await c.until("end");
  }],
  ["message of the size of the limit", ["E35", "E36"], async (c) => {
    c.socket.send("x".repeat(99));
    c.socket.send("end");
    await c.until("end");
  }],
  ["message over the limit", ["E35", "E36"], async (c) => {
    c.socket.send("x".repeat(100));
    await c.ended();
  }],
  ["several heartbeats", ["E47"], async (c, o) => {
    await o.sleep(1300);
    c.socket.send("end");
    await c.until("end");
  }],
  ["end by the client", ["E41"], async (c) => {
    c.socket.close();
    await c.ended();
  }],
  ["base64 on request", ["E62"], async (c) => {
    c.socket.send("give binary");
    c.socket.send(Buffer.from([7]));
    c.socket.send("end");
    await c.until("end");
  }, { forceBase64: true }],
  ["refused", ["E24"], (c) => c.ended(), { query: { deny: "1" } }],
];

export default group("engine-client", { fixture: "eio-client" }, Object.entries(TRANSPORTS).flatMap(([name, transports]) =>
  ACTS.map(([title, rows, act, options]) => ({
    title: `${title} (${name})`,
    rows: name === "upgrade" ? [...rows, "E52"] : rows,
    async run(o) {
      const client = await open(o, "a", { transports, ...options });
      if (title !== "refused") await client.until("hi");
      if (name === "upgrade" && title !== "refused") await client.upgraded();
      await act(client, o);
      client.socket.off();
      client.socket.close();
    },
  })),
));
