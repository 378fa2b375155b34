import { encode3 } from "../polling.mjs";
import { joined, socketFence } from "../scenarios/steps.mjs";
import { extract, mutate, value, withBinary } from "./json.mjs";

/** One valid packet for the echo of the fixture, with its attachments. */
function validPacket(random, ackId) {
  const plain = random.many(0, 4, () => value(random));
  const args = random.chance(0.4) ? withBinary(random, plain) : plain;
  const [data, attachments] = extract(["echo", ...args]);
  const id = ackId === undefined || random.chance(0.4) ? "" : String(ackId);
  if (attachments.length > 10) return validPacket(random, ackId);
  const head = attachments.length > 0 ? `45${attachments.length}-` : "42";
  return [`${head}${id}${JSON.stringify(data)}`, ...attachments];
}

function transportOf(random) {
  return random.pick(["websocket", "polling"]);
}

async function play(o, transport, frames, options) {
  const actor = await joined[transport](o, "a", options);
  for (const frame of frames) {
    await actor.send(frame);
    if (String(frame).startsWith("41") || String(frame).startsWith("40")) await o.sleep(40);
  }
  // Whether the next POST finds the session before its end or behind it is left to chance otherwise.
  if (transport === "polling") await o.sleep(30);
  await socketFence(actor);
}

/** Valid events and acknowledgements of any content. */
export function echoScenario(random) {
  const transport = transportOf(random);
  const frames = random.many(1, 5, () => 0).flatMap((_, i) => validPacket(random, i));
  return {
    title: `echo over ${transport} ${JSON.stringify(frames.map(String)).slice(0, 50)}`,
    fixture: "attack",
    rows: ["S13", "S15", "S16", "S19", "S21", "S106"],
    run: (o) => play(o, transport, frames),
  };
}

/** A valid packet with some damage. */
export function damagedScenario(random) {
  const transport = transportOf(random);
  const [head, ...attachments] = validPacket(random, random.below(100));
  let damaged = head.slice(1);
  for (let i = random.between(1, 2); i > 0; i--) damaged = mutate(random, damaged);
  const frames = [`4${damaged}`, ...attachments];
  return {
    title: `damage over ${transport} ${JSON.stringify(frames.map(String)).slice(0, 50)}`,
    fixture: "attack",
    rows: ["S67"],
    run: (o) => play(o, transport, frames),
  };
}

/** Packets put together from their parts, without regard for what belongs together. */
export function assembledScenario(random) {
  const transport = transportOf(random);
  const part = () =>
    [
      random.pick(["2", "2", "2", "5", "3", "6", "0", "1", "4", "7", ""]),
      random.pick(["", "", "", "1-", "2-", "0-", "-", "11-"]),
      random.pick(["", "", "", "/,", "/", "/custom,", "/nope", "/echo,"]),
      random.pick(["", "", "0", "1", "77", "-1", "1.5"]),
      random.pick(['["echo"]', '["echo",1]', '["echo",{"_placeholder":true,"num":0}]', "[]", "{}", "", '"x"', "null", '{"message":"x"}', '["connect"]']),
    ].join("");
  const frames = random.many(1, 2, () => `4${part()}`);
  if (random.chance(0.3)) frames.push(random.bytes(3));
  return {
    title: `assembled over ${transport} ${JSON.stringify(frames.map(String)).slice(0, 50)}`,
    fixture: "attack",
    rows: ["S66", "S67"],
    run: (o) => play(o, transport, frames),
  };
}

/** The same by clients of revision 3. */
export function revision3Scenario(random) {
  const transport = transportOf(random);
  const packets = random.many(1, 4, () => 0).flatMap((_, i) => validPacket(random, i));
  const frames = packets.map((p) => (Buffer.isBuffer(p) && transport === "websocket" ? Buffer.concat([Buffer.from([4]), p]) : p));
  return {
    title: `revision 3 over ${transport} ${JSON.stringify(frames.map(String)).slice(0, 50)}`,
    fixture: "attack",
    options: ["--eio3"],
    rows: ["E14", "E93", "E94", "E96"],
    run: (o) => play(o, transport, frames, { eio: 3 }),
  };
}

/** What breaks two rules at once, of the engine and of the packets in it, may end the session in either way. */
const OVER = [[/(^a: POST (HTTP 400|connection ended) .*\n)?^a: (< 1|GET HTTP 400 .*)$/gm, "a: over"]];

/** Payloads of revision 3 with some damage, in one POST. */
export function payload3Scenario(random) {
  const packets = random.many(1, 3, () => 0).map((_, i) => validPacket(random, i)[0]);
  let body = encode3(packets);
  if (random.chance(0.8)) body = mutate(random, body);
  return {
    title: `payload of revision 3 ${JSON.stringify(body).slice(0, 50)}`,
    fixture: "attack",
    options: ["--eio3"],
    rows: ["E93", "E45"],
    masks: OVER,
    async run(o) {
      const session = await joined.polling(o, "a", { eio: 3 });
      await session.post(body);
      await o.sleep(20);
      await socketFence(session);
    },
  };
}
