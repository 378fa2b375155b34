import { group } from "./steps.mjs";

const CLIENTS = ["2.0.3", "2.5.0", "3.1.3", "4.8.4"];
const TRANSPORTS = { polling: ["polling"], websocket: ["websocket"], upgrade: ["polling", "websocket"] };

/** What an application does with a real client, and sees. [title, rows, act] */
const ACTS = [
  ["echo of values", ["S13", "S19"], async (c) => {
    await c.ask("echo");
    await c.ask("echo", 1, "zwei €", null, [true, { deep: [{}] }]);
    await c.ask("echo", new Date(0), undefined, NaN, [undefined]);
    c.emit("echo-event", "x", { y: 1 });
    await c.fence();
  }],
  ["echo of binary", ["S15", "S21"], async (c) => {
    await c.ask("echo", Buffer.from([1, 2]), { n: [Buffer.alloc(0), Buffer.from("€")] });
    await c.ask("echo-binary", Buffer.alloc(300, 9));
    c.emit("echo-event", Buffer.from([255]), "text");
    await c.fence();
  }],
  ["questions of the server", ["S20", "S21"], async (c) => {
    // One after the other: an answer and the next event of the client may overtake each other.
    for (const [event, argument] of [["ask-me", { v: [1] }], ["send-binary", 5], ["ask-binary", 4]]) {
      c.emit(event, argument);
      await c.fence();
      await c.fence();
    }
  }],
  ["rooms", ["S30", "S31", "S32"], async (c, o) => {
    await c.ask("join", o.room("r"));
    c.emit("room-say-all", o.room("r"), "all");
    c.emit("room-say", o.room("r"), "others");
    await c.fence();
    await c.ask("leave", o.room("r"));
    c.emit("room-say-all", o.room("r"), "nobody");
    await c.fence();
  }],
  ["two namespaces", ["S2", "S3"], async (c) => {
    const other = await c.sibling("/custom");
    await other.ask("echo", "custom");
    await c.ask("echo", "main");
    other.emit("disconnect-me", false);
    await other.disconnected();
    await c.ask("echo", "still");
  }],
  ["unknown namespace", ["S5"], async (c) => {
    await c.sibling("/unknown");
    await c.ask("echo", "still");
  }],
  ["server disconnects", ["S57"], async (c) => {
    c.emit("disconnect-me", false);
    await c.disconnected();
  }],
  ["server ends the connection", ["S58"], async (c) => {
    c.emit("disconnect-me", true);
    await c.disconnected();
  }],
  ["server closes the transport", ["S62"], async (c) => {
    c.emit("kill-transport");
    await c.disconnected();
  }],
  ["client leaves", ["S59"], async (c, o) => {
    const observer = await o.client("observer");
    await observer.ask("watch", await c.id());
    c.socket.disconnect();
    await o.sleep(100);
    await observer.fence();
  }],
  ["many events", ["S13", "E54"], async (c) => {
    c.emit("count", 50);
    for (let i = 0; i < 20; i++) c.emit("echo-event", i);
    await c.fence();
    await c.fence();
  }],
];

export default [
  ...group("client", { fixture: "multi" }, CLIENTS.flatMap((version) => Object.entries(TRANSPORTS).flatMap(([name, transports]) =>
    ACTS.map(([title, rows, act]) => ({
      title: `${version} over ${name}, ${title}`,
      rows: version.startsWith("2") ? [...rows, "S94"] : rows,
      async run(o) {
        const client = await o.client("a", { version, transports });
        await act(client, o);
      },
    })),
  ))),
  ...group("client-refused", { fixture: "multi" }, CLIENTS.flatMap((version) => [
    {
      title: `${version} refused by the main namespace`,
      rows: ["S10", "S11"],
      async run(o) {
        await o.client("a", { version, query: { "deny-main": "1" } });
      },
    },
    {
      title: `${version} refused by the secret namespace`,
      rows: ["S10", "S11"],
      async run(o) {
        await o.client("a", { version, namespace: "/secret" });
      },
    },
    {
      title: `${version} refused at the request, by polling`,
      rows: ["E24"],
      async run(o) {
        await o.client("a", { version, transports: ["polling"], query: { "deny-request": "1" } });
      },
    },
    {
      title: `${version} refused at the request, by websocket`,
      rows: ["E24"],
      async run(o) {
        await o.client("a", { version, query: { "deny-request": "1" } });
      },
    },
  ])),
];
