import { encode3, encode3Binary } from "../polling.mjs";
import { group, isWelcome, joined, joinedPolling, joinedWs, socketFence } from "./steps.mjs";

const B = (...bytes) => Buffer.from(bytes);
const OCTETS = { headers: { "Content-Type": "application/octet-stream" } };
const REV3 = { eio: 3 };

/** What breaks two rules at once, of the engine and of the packets in it, may end the session in either way. */
const OVER = [[/(^a: POST (HTTP 400|connection ended) .*\n)?^a: (< 1|GET HTTP 400 .*)$/gm, "a: over"]];

/** Bodies of a POST by a client of revision 3. [title, rows, body, options] */
const BODIES = [
  ["one packet", ["E93"], encode3(['421["echo",1]'])],
  ["two packets", ["E93"], encode3(['421["echo",1]', '422["echo",2]'])],
  ["text outside ASCII", ["E93"], encode3(['421["echo","€ä😀"]'])],
  ["length in bytes instead of characters", ["E93"], '18:421["echo","€€"]'],
  ["length too short", ["E93"], '10:421["echo",1]'],
  ["length too long", ["E93"], '99:421["echo",1]'],
  ["length zero", ["E93"], "0:"],
  ["length with leading zero", ["E93"], '013:421["echo",1]'],
  ["length with letters", ["E93"], '1x:421["echo",1]'],
  ["negative length", ["E93"], '-5:421["echo",1]'],
  ["no length", ["E93"], '421["echo",1]'],
  ["no colon", ["E93"], "12"],
  ["empty body", ["E93"], ""],
  ["endless length", ["E93"], "9".repeat(400)],
  ["ping", ["E49"], encode3(["2"])],
  ["ping with text", ["E49"], encode3(["2abc"])],
  ["pong", ["E51"], encode3(["3"])],
  ["close", ["E41"], encode3(["1"])],
  ["unknown type", ["E45"], encode3(["9"])],
  ["noop", ["E93"], encode3(["6"])],
  ["good and bad", ["E93"], `${encode3(['421["echo",1]'])}x`],
  ["payload of revision 4", ["E93"], '421["echo",1]\x1e422["echo",2]'],
  ["base64 binary event", ["E95"], encode3(['451-1["echo",{"_placeholder":true,"num":0}]', "b4AQID"])],
  ["base64 binary without type", ["E95"], encode3(['451-1["echo",{"_placeholder":true,"num":0}]', "bAQID"])],
  ["binary payload with text only", ["E94"], encode3Binary(['421["echo","€"]']), OCTETS],
  ["binary payload with an attachment", ["E94"], encode3Binary(['451-1["echo",{"_placeholder":true,"num":0}]', B(4, 1, 2, 3)]), OCTETS],
  ["binary payload with two attachments", ["E94"], encode3Binary(['452-1["echo",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]', B(4, 1), B(4, 2, 3)]), OCTETS],
  ["binary payload with an empty attachment", ["E94"], encode3Binary(['451-1["echo",{"_placeholder":true,"num":0}]', B(4)]), OCTETS],
  ["binary payload with the character as type", ["E94"], encode3Binary(['451-1["echo",{"_placeholder":true,"num":0}]', B(0x34, 1, 2)]), OCTETS],
  ["binary payload with an unknown kind", ["E94"], Buffer.concat([B(7, 1, 255), B(0x32)]), OCTETS],
  ["binary payload without the end of the length", ["E94"], B(0, 1, 2, 3), OCTETS],
  ["binary payload with a length too long", ["E94"], Buffer.concat([B(0, 9, 255), Buffer.from("2")]), OCTETS],
  ["binary payload with a digit of ten", ["E94"], Buffer.concat([B(0, 10, 255), Buffer.from("2")]), OCTETS],
  ["empty binary payload", ["E94"], B(), OCTETS],
  ["text payload as octet-stream", ["E94"], Buffer.from(encode3(['421["echo",1]'])), OCTETS],
];

/** Frames on a WebSocket of revision 3. */
const FRAMES = [
  ["event", ["E14"], ['421["echo",1]']],
  ["ping", ["E49"], ["2"]],
  ["ping with text", ["E49"], ["2probe"]],
  ["pong", ["E51"], ["3"]],
  ["close", ["E45"], ["1"]],
  ["unknown type", ["E45"], ["9"]],
  ["empty frame", ["E46"], [""]],
  ["binary event", ["E96"], ['451-1["echo",{"_placeholder":true,"num":0}]', B(4, 1, 2)]],
  ["binary event with an empty attachment", ["E96"], ['451-1["echo",{"_placeholder":true,"num":0}]', B(4)]],
  ["binary frame without type byte", ["E96"], ['451-1["echo",{"_placeholder":true,"num":0}]', B()]],
  ["binary frame with another type", ["E96"], ['451-1["echo",{"_placeholder":true,"num":0}]', B(2, 1)]],
  ["binary frame with an unknown type", ["E96"], ['451-1["echo",{"_placeholder":true,"num":0}]', B(9, 1)]],
  ["base64 text frame", ["E95"], ['451-1["echo",{"_placeholder":true,"num":0}]', "b4AQI="]],
  ["explicit connect to the main namespace", ["S94"], ["40"]],
  ["connect to a custom namespace", ["S95"], ["40/custom,"]],
  ["connect to a custom namespace without comma", ["S95"], ["40/custom"]],
  ["connect to the secret namespace", ["S96", "S97"], ["40/secret,"]],
  ["connect to the secret namespace with a wrong token", ["S96", "S97"], ["40/secret?token=x,"]],
  ["connect to the secret namespace with the token", ["S96"], ["40/secret?token=letmein,"]],
  ["connect to the secret namespace with the token encoded", ["S96"], ["40/secret?a=b%20c&token=l%65tmein,"]],
  ["connect to the secret namespace with an object", ["S96"], ['40/secret,{"token":"letmein"}']],
  ["connect to an unknown namespace", ["S5"], ["40/unknown,"]],
  ["connect to an unknown namespace with a query", ["S5"], ["40/unknown?a=b,"]],
  ["disconnect", ["S59"], ["41"]],
  ["event for a namespace not joined", ["S66"], ['42/custom,["echo"]']],
  ["unknown packet type", ["S67"], ["47"]],
  ["event named disconnect", ["S51"], ['42["disconnect"]']],
];

export default [
  ...group("body-3", { fixture: "multi", masks: OVER }, BODIES.map(([title, rows, body, options]) => ({
    title, rows,
    async run(o) {
      const session = await joinedPolling(o, "a", REV3);
      await session.post(body, options);
      await o.sleep(20);
      await socketFence(session);
    },
  }))),
  ...group("body-3-b64", { fixture: "multi" }, [
    {
      title: "binary goes as base64 when asked for",
      rows: ["E95"],
      async run(o) {
        const session = await joinedPolling(o, "a", { ...REV3, query: "&b64=1" });
        await session.post(encode3(['42["send-binary",3]']));
        await session.get();
      },
    },
    {
      title: "binary goes as bytes otherwise",
      rows: ["E94"],
      async run(o) {
        const session = await joinedPolling(o, "a", REV3);
        await session.post(encode3(['42["send-binary",3]', '421["echo","€"]']));
        await session.get();
      },
    },
    {
      title: "the handshake comes with the namespace in a later poll",
      rows: ["S94"],
      async run(o) {
        const session = await o.polling("a", REV3);
        await session.until(isWelcome);
      },
    },
    {
      title: "close of the server by polling",
      rows: ["E42"],
      async run(o) {
        const session = await joinedPolling(o, "a", REV3);
        await session.post(encode3(['42["disconnect-me",true]']));
        await session.until(() => false);
      },
    },
    {
      title: "JSONP",
      rows: ["E92"],
      async run(o) {
        const session = await joinedPolling(o, "a", REV3);
        session.query += "&j=3";
        await session.post(`d=${encodeURIComponent(encode3(['421["echo","a\\\\nb€"]']))}`, { headers: { "Content-Type": "application/x-www-form-urlencoded" } });
        await session.get();
      },
    },
  ]),
  ...group("frame-3", { fixture: "multi" }, FRAMES.map(([title, rows, frames]) => ({
    title, rows,
    async run(o) {
      const wire = await joinedWs(o, "a", REV3);
      wire.send(...frames);
      // Joining takes the server a moment; both the answer and the end are fine here.
      await o.sleep(60);
      await socketFence(wire);
    },
  }))),
  ...group("frame-3-b64", { fixture: "multi" }, [
    {
      title: "binary goes as base64 on a websocket when asked for",
      rows: ["E62"],
      async run(o) {
        const wire = await joinedWs(o, "a", { ...REV3, query: "&b64=1" });
        wire.send('42["send-binary",3]', '451-1["echo",{"_placeholder":true,"num":0}]', "b4AQID");
        await socketFence(wire);
      },
    },
  ]),
  ...group("heartbeat-3", { fixture: "multi", slow: true }, ["websocket", "polling"].map((transport) => ({
    title: `a client that sends no ping is dropped (${transport})`,
    rows: ["E50"],
    async run(o) {
      const actor = await joined[transport](o, "a", REV3);
      await o.sleep(2700);
      await (transport === "websocket" ? actor.ended() : actor.get());
    },
  }))),
  ...group("refusal-3", { fixture: "multi" }, [
    {
      title: "the main namespace refuses",
      rows: ["S97"],
      async run(o) {
        const wire = await o.ws("a", { ...REV3, query: "&deny-main=1" });
        await wire.until((p) => p.startsWith("44"));
      },
    },
    {
      title: "the custom namespace next to a refused main namespace",
      rows: ["S97"],
      async run(o) {
        const wire = await o.ws("a", { ...REV3, query: "&deny-main=1" });
        await wire.until((p) => p.startsWith("44"));
        wire.send("40/custom,");
        await wire.until(isWelcome);
      },
    },
    {
      title: "revision 3 is refused where it is off",
      rows: ["E13", "E14"],
      fixture: "attack",
      async run(o) {
        await o.polling("a", REV3);
        const wire = await o.ws("b", REV3);
        await wire.ended();
      },
    },
    {
      title: "a session keeps its revision",
      rows: ["E22"],
      async run(o) {
        const session = await joinedPolling(o, "a", REV3);
        await o.http("http", { query: `EIO=4&transport=polling&sid=${session.sid}` });
        const other = await joinedPolling(o, "b");
        await o.http("http", { query: `EIO=3&transport=polling&sid=${other.sid}` });
        const wire = await o.ws("c", { eio: 3, query: `&sid=${other.sid}` });
        await wire.ended();
      },
    },
  ]),
];
