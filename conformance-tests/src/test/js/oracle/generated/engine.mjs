import { engineFence } from "../scenarios/steps.mjs";

const TEXTS = ["", "a", "hello", "€", "😀", "ä ö", "\0", "\n", "{}", "[1]", "2probe", "b", "\u2028", "4"];
// Well-formed only: what is not is an accepted difference, which the written scenarios show.
const BASE64 = ["", "AQID", "AQIDBA==", "AQI", "AQI=", "AQ", "AQ=="];

/** One packet of revision 4 as a client could put it in a payload: mostly valid. */
function packet(random) {
  const kind = random.below(20);
  if (kind < 10) return `4${random.pick(TEXTS)}`;
  if (kind < 14) return `b${random.bytes(random.below(9)).toString("base64")}`;
  if (kind < 15) return `b${random.pick(BASE64)}`;
  if (kind < 16) return `3${random.pick(["", "probe", "x"])}`;
  if (kind < 17) return "6";
  if (kind < 18) return random.pick(["0", "5", "2", "2probe", "1"]);
  if (kind < 19) return String.fromCharCode(33 + random.below(94)) + random.pick(TEXTS);
  return "";
}

const greeted = async (o, open) => {
  const actor = await open;
  await actor.until((p) => p === "4hi");
  return actor;
};

/** Payloads of several packets, posted to an echo server. */
export function payloadScenario(random) {
  const bodies = random.many(1, 3, () => random.many(1, 5, () => packet(random)).join("\x1e"));
  return {
    title: `payloads ${JSON.stringify(bodies).slice(0, 60)}`,
    fixture: "eio-client",
    rows: ["E28", "E29", "E45"],
    async run(o) {
      const session = await greeted(o, o.polling("a"));
      for (const body of bodies) {
        const answer = await session.post(body);
        if (answer?.status !== 200) break;
        // The echoes have to be there, all of them, for the poll that follows. A poll without any would wait.
        if (/(^|\x1e)[4b]/.test(body)) await session.until(() => true);
        if (session.closed) return;
      }
      const alive = await session.post("4fence");
      if (alive?.status === 200) await session.until((p) => p === "4fence");
    },
  };
}

/** Frames of a WebSocket, sent one after the other to an echo server. */
export function framesScenario(random) {
  const frames = random.many(1, 6, () =>
    random.chance(0.25) ? random.bytes(random.below(20)) : packet(random),
  );
  return {
    title: `frames ${JSON.stringify(frames.map(String)).slice(0, 60)}`,
    fixture: "eio-client",
    rows: ["E45", "E61"],
    async run(o) {
      const wire = await greeted(o, o.ws("a"));
      // A fence behind each: an echo that waits when the connection ends may be lost or not.
      for (const [i, data] of frames.entries()) {
        wire.send(data);
        await engineFence(wire, `4fence ${i}`);
      }
    },
  };
}

const PARAMETERS = {
  EIO: ["4", "4", "4", "4", "3", "5", "", "x", undefined],
  transport: ["polling", "polling", "polling", "websocket", "", "x", "toString", undefined],
  sid: [undefined, undefined, undefined, "", "unknown", "__proto__"],
  b64: [undefined, undefined, "1", "0", ""],
  t: [undefined, "abc"],
};

/** Single requests with any combination of method, parameters and headers. */
export function requestScenario(random) {
  const query = Object.entries(PARAMETERS)
    .map(([key, values]) => [key, random.pick(values)])
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${value}`)
    .join("&");
  const method = random.pick(["GET", "GET", "GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"]);
  const headers = {};
  if (random.chance(0.3)) headers.Origin = random.pick(["http://good.example", "http://evil.example", "null"]);
  if (random.chance(0.2)) headers["Accept-Encoding"] = random.pick(["gzip", "br", "identity"]);
  if (random.chance(0.2)) headers["User-Agent"] = random.pick(["Trident/7.0", "x"]);
  if (random.chance(0.1)) headers["Access-Control-Request-Headers"] = "x-one";
  const body = method === "POST" ? random.pick(["4x", ""]) : undefined;
  return {
    title: `${method} ${query} ${JSON.stringify(headers)}`,
    fixture: random.pick(["attack", "eio-protocol", "multi"]),
    rows: ["E13", "E17", "E18", "E19"],
    async run(o) {
      await o.http("http", { method, query, headers, body });
    },
  };
}
