import { group, joinedPolling, socketFence } from "./steps.mjs";

const probed = (packet) => packet === "3probe";

async function probing(o, session, lane = "ws", query = "") {
  const wire = await o.ws(lane, { eio: session.eio, query: `&sid=${session.sid}${query}` });
  wire.send("2probe");
  await wire.until(probed);
  return wire;
}

async function upgraded(o, session, lane) {
  const pending = session.startGet();
  const wire = await probing(o, session, lane);
  await pending();
  wire.send("5");
  return wire;
}

/** What the new transport may send instead of the probe, or after it. */
const WRONG = [
  ["a message instead of the probe", ["4x"]],
  ["another ping instead of the probe", ["2other"]],
  ["a bare ping instead of the probe", ["2"]],
  ["a pong instead of the probe", ["3probe"]],
  ["close instead of the probe", ["1"]],
  ["noop instead of the probe", ["6"]],
  ["junk instead of the probe", ["junk"]],
  ["an empty frame instead of the probe", [""]],
  ["binary instead of the probe", [Buffer.from([1, 2])]],
  ["a message after the probe", ["2probe", "4x"]],
  ["a wrong probe after the probe", ["2probe", "2wrong"]],
];

function scenarios(eio) {
  return [
    {
      title: "upgrade without loss",
      rows: ["E52", "E53", "E54"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        const wire = await upgraded(o, session, "ws");
        await socketFence(wire);
      },
    },
    {
      title: "what is sent while the transports change arrives in order",
      rows: ["E54"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        await session.send('42["count",3]', '420["echo","polling"]');
        const wire = await upgraded(o, session, "ws");
        wire.send('421["echo","websocket"]');
        await wire.until((p) => p === '431["websocket"]');
      },
    },
    {
      title: "each pending poll of the upgrade gets a noop",
      rows: ["E53"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        const first = session.startGet("first");
        const wire = await probing(o, session);
        await first();
        await session.get();
        wire.send("5");
        await socketFence(wire);
      },
    },
    {
      title: "a poll that is pending at the upgrade is released",
      rows: ["E52"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        const wire = await probing(o, session);
        const pending = session.startGet("pending");
        wire.send("5");
        await socketFence(wire);
        const answer = await pending().catch(() => null);
        o.record("pending", `released: ${answer !== null}`);
      },
      // Whether the poll or the upgrade packet arrives first is left to chance.
      masks: [[/pending: GET .*\n?/g, ""]],
    },
    {
      title: "polling after the upgrade is refused",
      rows: ["E21"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        const wire = await upgraded(o, session, "ws");
        await socketFence(wire);
        await session.get();
        await session.post("4x");
        await socketFence(wire);
      },
    },
    {
      title: "a second websocket while the first upgrades is closed",
      rows: ["E55"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        const wire = await probing(o, session);
        const second = await o.ws("second", { eio, query: `&sid=${session.sid}` });
        await second.ended();
        const pending = session.startGet();
        await pending();
        wire.send("5");
        await socketFence(wire);
      },
    },
    {
      title: "a second websocket after the upgrade is closed",
      rows: ["E56"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        const wire = await upgraded(o, session, "ws");
        await socketFence(wire);
        const second = await o.ws("second", { eio, query: `&sid=${session.sid}` });
        second.send("2probe", "4x");
        await second.ended();
        await socketFence(wire);
      },
    },
    {
      title: "upgrade packet without a probe",
      rows: ["E52"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        const wire = await o.ws("ws", { eio, query: `&sid=${session.sid}` });
        wire.send("5");
        await socketFence(wire);
      },
    },
    {
      title: "probe and upgrade packet back to back",
      rows: ["E52"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        const wire = await o.ws("ws", { eio, query: `&sid=${session.sid}` });
        wire.send("2probe", "5");
        await wire.until(probed);
        await socketFence(wire);
        await session.get();
      },
    },
    {
      title: "the probing websocket is closed and polling goes on",
      rows: ["E57"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        const wire = await probing(o, session);
        wire.close(1000);
        await wire.ended();
        await socketFence(session);
        const again = await upgraded(o, session, "again");
        await socketFence(again);
      },
    },
    {
      title: "the session closes by polling while a websocket probes",
      rows: ["E59"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        const wire = await probing(o, session);
        await session.send("1");
        await wire.ended();
        await session.get();
      },
    },
    {
      title: "the websocket of an upgraded session says close",
      rows: ["E59"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        const wire = await upgraded(o, session, "ws");
        await socketFence(wire);
        wire.close();
        await wire.ended();
        await session.get();
      },
    },
    {
      title: "websocket with the transport parameter of polling",
      rows: ["E55"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        const wire = await o.ws("ws", { target: `${o.path}?EIO=${eio}&transport=polling&sid=${session.sid}`, eio });
        await wire.ended();
        await socketFence(session);
      },
    },
    {
      title: "websocket with base64 after polling",
      rows: ["E62"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio, query: "&b64=1" });
        const pending = session.startGet();
        const wire = await probing(o, session, "ws", "&b64=1");
        await pending();
        wire.send("5", '42["send-binary",3]');
        await socketFence(wire);
      },
    },
    ...WRONG.map(([title, frames]) => ({
      title,
      rows: ["E57"],
      async run(o) {
        const session = await joinedPolling(o, "a", { eio });
        const wire = await o.ws("ws", { eio, query: `&sid=${session.sid}`, answerPings: false });
        wire.send(...frames);
        await wire.ended();
        await socketFence(session);
      },
    })),
  ];
}

export default [
  ...group("upgrade", { fixture: "multi" }, scenarios(4)),
  ...group("upgrade-3", { fixture: "multi" }, scenarios(3).map((s) => ({ ...s, rows: [...s.rows, "E97"], title: `revision 3: ${s.title}` }))),
  ...group("upgrade-slow", { fixture: "attack", slow: true }, [
    {
      title: "an upgrade that is never finished is dropped",
      rows: ["E58"],
      async run(o) {
        const session = await joinedPolling(o, "a");
        const wire = await probing(o, session);
        await wire.ended();
        await socketFence(session);
      },
    },
    {
      title: "an upgrade that is never begun is dropped",
      rows: ["E58"],
      async run(o) {
        const session = await joinedPolling(o, "a");
        const wire = await o.ws("ws", { query: `&sid=${session.sid}` });
        await wire.ended();
        await socketFence(session);
      },
    },
  ]),
];

