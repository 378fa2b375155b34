import { group, isConnect } from "./steps.mjs";

/** In this fixture each event without acknowledgement ends with its offset. */
const OFFSETS = [[/^(\w+: < 4(?:2|51-)\[.*,)"[^"]+"\]$/gm, '$1"<offset>"]']];

async function connectWith(o, lane, auth) {
  const wire = await o.ws(lane);
  wire.send(`40${auth === undefined ? "" : JSON.stringify(auth)}`);
  const answer = await wire.until(isConnect);
  const payload = answer === undefined ? {} : JSON.parse(answer.slice(2));
  o.record(lane, `keys of the answer: ${Object.keys(payload)}`);
  return { wire, payload };
}

async function offsetOf(wire, event = '42["hi"]', name = '["hi"') {
  wire.send(event);
  const packet = await wire.until((p) => String(p).includes(name));
  return JSON.parse(packet.slice(2)).at(-1);
}

/** Connects, takes an offset, drops the connection and connects again with what the function makes of both. */
function again(title, rows, make, act = (wire) => wire.terminate()) {
  return {
    title, rows,
    masks: OFFSETS,
    async run(o) {
      const { wire, payload } = await connectWith(o, "a");
      const offset = await offsetOf(wire);
      await act(wire);
      await o.sleep(60);
      const { wire: second, payload: next } = await connectWith(o, "b", make({ pid: payload.pid, offset }));
      o.record("b", `same id: ${next.sid === payload.sid}, same pid: ${next.pid === payload.pid}`);
      second.send('421["getId"]');
      await second.until((p) => String(p).startsWith("431"));
    },
  };
}

export default group("recovery", { fixture: "sio-client" }, [
  again("recovers with pid and offset", ["S84"], (x) => x),
  again("keeps other auth", ["S84"], (x) => ({ ...x, token: 1 })),
  again("no recovery without offset", ["S86"], ({ pid }) => ({ pid })),
  again("no recovery without pid", ["S86"], ({ offset }) => ({ offset })),
  again("no recovery with an unknown pid", ["S86"], ({ offset }) => ({ pid: "x".repeat(20), offset })),
  again("no recovery with an unknown offset", ["S86"], ({ pid }) => ({ pid, offset: "unknown" })),
  again("no recovery with a numeric pid", ["S86"], ({ offset }) => ({ pid: 1, offset })),
  again("no recovery with a numeric offset", ["S86"], ({ pid }) => ({ pid, offset: 1 })),
  again("no recovery with null", ["S86"], () => ({ pid: null, offset: null })),
  again("no recovery after leaving", ["S89"], (x) => x, async (wire) => {
    wire.send("41");
    await wire.context.sleep(30);
    wire.terminate();
  }),
  again("no recovery after a bad packet", ["S89"], (x) => x, (wire) => wire.send("x")),
  again("recovery after a heartbeat in the wrong direction", ["S84"], (x) => x, (wire) => wire.send("2")),
  again("recovery after a violation", ["S84"], (x) => x, (wire) => wire.send("47")),
  again("recovery after a close frame", ["S84"], (x) => x, (wire) => wire.close()),
  {
    title: "missed events come before the answer, in order",
    rows: ["S85", "S90"],
    masks: OFFSETS,
    async run(o) {
      const { wire, payload } = await connectWith(o, "a");
      const offset = await offsetOf(wire);
      wire.send('42["getUtf8"]', '42["hi"]');
      await wire.until((p) => String(p).includes('["hi"'));
      wire.terminate();
      await o.sleep(60);
      const { wire: second } = await connectWith(o, "b", { pid: payload.pid, offset });
      second.send('421["getId"]');
      await second.until((p) => String(p).startsWith("431"));
    },
  },
  {
    title: "events with acknowledgement carry no offset",
    rows: ["S90"],
    masks: [...OFFSETS, [/< 42\d+\["ack"\]/g, '< 42<id>["ack"]']],
    async run(o) {
      const { wire } = await connectWith(o, "a");
      wire.send('42["ack"]');
      const question = await wire.until((p) => String(p).includes('["ack"'));
      wire.send(`43${question.match(/^42(\d+)/)[1]}[5,{"test":true}]`);
      await wire.until((p) => String(p).includes("got it"));
    },
  },
  {
    title: "a session is recovered by polling as well",
    rows: ["S84"],
    masks: OFFSETS,
    async run(o) {
      const { wire, payload } = await connectWith(o, "a");
      const offset = await offsetOf(wire);
      wire.terminate();
      await o.sleep(60);
      const session = await o.polling("b");
      await session.send(`40${JSON.stringify({ pid: payload.pid, offset })}`);
      await session.until(isConnect);
      await session.send('421["getId"]');
      await session.until((p) => p.startsWith("431"));
    },
  },
  {
    title: "binary events are recovered",
    rows: ["S85"],
    masks: OFFSETS,
    async run(o) {
      const { wire, payload } = await connectWith(o, "a");
      const offset = await offsetOf(wire);
      wire.send('42["doge"]', '42["false"]');
      await wire.until((p) => String(p).includes('["false"'));
      wire.terminate();
      await o.sleep(60);
      const { wire: second } = await connectWith(o, "b", { pid: payload.pid, offset });
      second.send('421["getId"]');
      await second.until((p) => String(p).startsWith("431"));
    },
  },
  {
    title: "the namespaces and their refusals",
    rows: ["S5", "S10", "E25"],
    async run(o) {
      const wire = await o.ws("a");
      for (const nsp of ["/no", "/foo", "/valid", "/asd", "/timeout_socket", "/other"]) {
        wire.send(`40${nsp},{"x":1}`);
        await wire.until((p) => /^4[04]/.test(p));
      }
    },
  },
  {
    title: "the packets that a new connection sees",
    rows: ["S1", "E53"],
    async run(o) {
      const session = await o.polling("a");
      await session.send("40");
      await session.until(isConnect);
      await session.send('420["echo",null]');
      await session.until((p) => p.startsWith("430"));
    },
  },
]);
