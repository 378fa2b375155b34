import { group, isAnswer, isWelcome, joined, joinedWs, socketFence } from "./steps.mjs";

const TRANSPORTS = ["websocket", "polling"];
const GENERATIONS = [3, 4];

/** The id of the socket, from whoami; the answer is recorded like everything else. */
async function idOf(o, wire, lane) {
  wire.send('42900["whoami"]');
  const answer = await wire.until((p) => String(p).startsWith("43900"));
  const [{ id }] = JSON.parse(answer.slice(5));
  o.name(id, `${lane}.socket /`);
  return id;
}

/** A WebSocket client that watches the socket of the given id. */
async function watching(o, id) {
  const observer = await joinedWs(o, "observer");
  observer.send(`421["watch","${id}"]`);
  await observer.until((p) => String(p).startsWith("431"));
  return observer;
}

const seenEnd = (observer) => observer.until((p) => String(p).includes("peer-disconnected"));

/** How a connection ends. [title, rows, act] */
const ENDS = [
  ["the client leaves", ["S59"], (wire) => wire.send("41")],
  ["the server disconnects", ["S57"], (wire) => wire.send('42["disconnect-me",false]')],
  ["the server ends the connection", ["S58"], (wire) => wire.send('42["disconnect-me",true]')],
  ["the server closes the transport", ["S62"], (wire) => wire.send('42["kill-transport"]')],
  ["close frame", ["S62"], (wire) => wire.close()],
  ["close frame with code", ["S62"], (wire) => wire.close(4321, "why")],
  ["TCP reset", ["S62"], (wire) => wire.terminate()],
  ["unknown packet type", ["S62", "S67"], (wire) => wire.send("47")],
  ["connect again", ["S62", "S65"], (wire) => wire.send("40")],
  ["event of another namespace", ["S62", "S66"], (wire) => wire.send('42/custom,["x"]')],
  ["reserved event", ["S62", "S51"], (wire) => wire.send('42["connect"]')],
  ["binary without announcement", ["S62", "S67"], (wire) => wire.send(Buffer.from([4, 1]))],
  ["bad engine packet", ["S62", "E45"], (wire) => wire.send("x")],
  ["empty frame", ["S62", "E46"], (wire) => wire.send("")],
  ["heartbeat in the wrong direction", ["S62", "E51"], (wire) => wire.send(wire.eio === 4 ? "2" : "3")],
  ["message over the limit", ["S62", "E36"], (wire) => wire.send(`4${"x".repeat(1_000_001)}`)],
  ["close packet", ["S62"], async (wire) => {
    wire.send("1");
    await wire.context.sleep(30);
    wire.terminate();
  }],
];

/** How a polling session ends. */
const POLLING_ENDS = [
  ["close packet", ["S62", "E41"], (s) => s.send("1")],
  ["the client leaves", ["S59"], (s) => s.send("41")],
  ["second poll", ["S62", "E38"], async (s) => {
    const pending = s.startGet("first");
    await s.context.sleep(40);
    await s.get();
    await pending();
  }],
  ["aborted poll", ["S62", "S61", "E40"], async (s) => {
    const pending = s.startGet("first");
    await s.context.sleep(40);
    pending.abort();
  }],
  ["bad engine packet", ["S62", "E45"], (s) => s.post(s.eio === 4 ? "x" : "1:x")],
  ["empty body", ["S62", "E45"], (s) => s.post("")],
  ["heartbeat in the wrong direction", ["S62", "E51"], (s) => s.send(s.eio === 4 ? "2" : "3")],
  ["unknown packet type, with a pending poll", ["S62", "S67"], async (s) => {
    const pending = s.startGet("first");
    await s.context.sleep(40);
    await s.send("47");
    await pending();
  }],
  ["connect again, with a pending poll", ["S62", "S65"], async (s) => {
    const pending = s.startGet("first");
    await s.context.sleep(40);
    await s.send("40");
    await pending();
  }],
  ["connect again, without a poll", ["S62", "S65"], async (s) => {
    await s.send("40");
    await s.until(() => false);
  }],
  ["unknown packet type, without a poll", ["S62", "S67"], async (s) => {
    await s.send("47");
    await s.until(() => false);
  }],
  ["the server ends the connection", ["S58"], async (s) => {
    await s.send('42["disconnect-me",true]');
    await s.until(() => false);
  }],
  ["the server closes the transport, with a pending poll", ["S62"], async (s) => {
    await s.send('42["kill-transport"]');
    await s.get();
    await s.get();
  }],
  ["the server closes the transport, without a poll", ["S62", "E42"], async (s) => {
    await s.send('42["kill-transport"]');
    await s.context.sleep(120);
    await s.get();
    await s.get();
  }],
  ["the server closes the transport with messages waiting", ["S62", "E42"], async (s) => {
    await s.send('42["kill-transport"]', '421["echo","waiting"]');
    await s.context.sleep(120);
    await s.get();
    await s.get();
    await s.get();
  }],
];

export default [
  ...group("reason", { fixture: "multi" }, GENERATIONS.flatMap((eio) => ENDS.map(([title, rows, act]) => ({
    title: `${title} (revision ${eio})`,
    rows,
    async run(o) {
      const wire = await joinedWs(o, "a", { eio });
      const observer = await watching(o, await idOf(o, wire, "a"));
      await act(wire);
      await seenEnd(observer);
      // Where the connection stays, the end of its only namespace is all there is to see.
      if (title.startsWith("the server disconnects")) await wire.until((p) => p === "41");
      else if (!title.startsWith("the client leaves")) await wire.ended();
    },
    // Who ended it sees its own end.
    masks: [[/^a: closed 1006$/gm, "a: cut"]],
  })))),
  ...group("reason-polling", { fixture: "multi" }, GENERATIONS.flatMap((eio) => POLLING_ENDS.map(([title, rows, act]) => ({
    title: `${title} (revision ${eio})`,
    rows,
    async run(o) {
      const session = await joined.polling(o, "a", { eio });
      await session.send('42900["whoami"]');
      let id;
      await session.until((p) => {
        if (!p.startsWith("43900")) return false;
        [{ id }] = JSON.parse(p.slice(5));
        return true;
      });
      o.name(id, "a.socket /");
      const observer = await watching(o, id);
      await act(session);
      await seenEnd(observer);
    },
  })))),
  ...group("reason-slow", { fixture: "multi", slow: true }, TRANSPORTS.map((transport) => ({
    title: `missed heartbeat (${transport})`,
    rows: ["S62", "E48"],
    async run(o) {
      const actor = await joined[transport](o, "a", { answerPings: false });
      let id;
      actor.send('42900["whoami"]');
      await actor.until((p) => {
        if (!String(p).startsWith("43900")) return false;
        [{ id }] = JSON.parse(p.slice(5));
        return true;
      });
      o.name(id, "a.socket /");
      const observer = await watching(o, id);
      await seenEnd(observer);
      if (transport === "websocket") await actor.ended();
    },
  }))),
  ...group("room", { fixture: "multi" }, TRANSPORTS.flatMap((transport) => GENERATIONS.flatMap((eio) => [
    {
      title: `join, leave and say (${transport}, revision ${eio})`,
      rows: ["S30", "S34", "S36"],
      async run(o) {
        const [room, other] = [o.room("one"), o.room("two")];
        const a = await joined[transport](o, "a", { eio });
        const b = await joinedWs(o, "b");
        b.send(`421["join","${room}"]`);
        await socketFence(b);
        await a.send(`421["join","${room}"]`, `422["join","${other}"]`, `423["leave","${other}"]`, `424["leave","${other}"]`);
        await a.send(`42["room-say","${room}",1,{"two":[null]}]`, `42["room-say-all","${room}","all","€"]`, `42["room-say","${other}","nobody"]`);
        await socketFence(a);
        await b.until((p) => String(p).includes('"all"'));
        await socketFence(b);
      },
    },
    {
      title: `binary to a room (${transport}, revision ${eio})`,
      rows: ["S33", "S15"],
      async run(o) {
        const room = o.room("binary");
        const a = await joined[transport](o, "a", { eio });
        const b = await joinedWs(o, "b", { eio: 7 - eio });
        b.send(`421["join","${room}"]`);
        await socketFence(b);
        await a.send(`421["join","${room}"]`);
        await a.send(`451-["room-say-binary","${room}",{"_placeholder":true,"num":0}]`, eio === 3 && transport === "websocket" ? Buffer.from([4, 1, 2, 3]) : Buffer.from([1, 2, 3]));
        await b.until((p) => Buffer.isBuffer(p));
        await socketFence(a);
      },
    },
    {
      title: `room of an id (${transport}, revision ${eio})`,
      rows: ["S31"],
      async run(o) {
        const a = await joined[transport](o, "a", { eio });
        const b = await joinedWs(o, "b");
        const id = await idOf(o, b, "b");
        await a.send(`42["room-say-all","${id}","for b"]`);
        await b.until((p) => String(p).includes("for b"));
        await socketFence(a);
      },
    },
  ]))),
  ...group("namespace", { fixture: "multi" }, [
    {
      title: "refusal with data",
      rows: ["S10", "S11"],
      async run(o) {
        const wire = await o.ws("a");
        wire.send("40/secret,");
        await wire.until(isAnswer);
        wire.send('40/secret,{"token":"letmein"}');
        await wire.until(isWelcome);
        wire.send('42/secret,1["whoami"]');
        await wire.until((p) => p.startsWith("43/secret,1"));
      },
    },
    {
      title: "refusal of the main namespace",
      rows: ["S10", "S11"],
      async run(o) {
        const wire = await o.ws("a", { query: "&deny-main" });
        wire.send("40");
        await wire.until(isAnswer);
        wire.send("40");
        await wire.until(isAnswer);
      },
    },
    {
      title: "refused request",
      rows: ["E24"],
      async run(o) {
        await o.http("http", { query: "EIO=4&transport=polling&deny-request=1" });
        await o.ws("a", { query: "&deny-request=1" });
      },
    },
    {
      title: "what the handshake shows",
      rows: ["S7", "S8"],
      async run(o) {
        const wire = await o.ws("a", { query: "&a%20b=%26%3D&list=1&list=2&empty=&flag", headers: { "X-One": "1", "X-Two": ["a", "b"], Cookie: "c=d" } });
        wire.send('40{"auth":[1]}');
        await wire.until(isWelcome);
        wire.send('421["handshake"]');
        await wire.until((p) => p.startsWith("431"));
      },
      masks: [[/localhost:\d+/g, "localhost:<port>"], [/"sec-websocket-key":"[^"]*"/g, '"sec-websocket-key":"<key>"']],
    },
    {
      title: "echo of everything",
      rows: ["S19", "S106"],
      async run(o) {
        const wire = await joinedWs(o, "a");
        wire.send('421["echo"]', '422["echo",null]', '423["echo",[],{}]', '42["echo",1]', '42["echo-event"]', '42["echo-event",null,[null]]');
        await socketFence(wire);
      },
    },
    {
      title: "questions of the server",
      rows: ["S20", "S21"],
      async run(o) {
        const wire = await joinedWs(o, "a");
        wire.send('42["send-binary",0]', '42["send-binary",300]');
        await socketFence(wire);
      },
    },
  ]),
];
