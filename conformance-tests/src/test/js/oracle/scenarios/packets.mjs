import { engineFence, group, isAnswer, isRefusal, joined, opened, socketFence } from "./steps.mjs";

const B = (...bytes) => Buffer.from(bytes);
const PLACEHOLDER = (num) => `{"_placeholder":true,"num":${num}}`;

/** First packets on a connection that has no namespace yet. [title, rows, packets] */
const CONNECTS = [
  ["main namespace", ["S1"], ["40"]],
  ["main namespace with comma", ["S1"], ["40/,"]],
  ["main namespace by name", ["S1"], ["40/"]],
  ["auth object", ["S6"], ['40{"token":"123"}']],
  ["empty auth object", ["S6"], ["40{}"]],
  ["auth with text outside ASCII", ["S6", "S14"], ['40{"ä€":"😀","n":[1,{"x":null}]}']],
  ["auth array", ["S67"], ["40[]"]],
  ["auth text", ["S67"], ['40"token"']],
  ["auth number", ["S67"], ["40 5"]],
  ["auth null", ["S67"], ["40null"]],
  ["auth broken JSON", ["S67"], ["40{"]],
  ["custom namespace", ["S2"], ["40/custom,"]],
  ["custom namespace without comma", ["S2"], ["40/custom"]],
  ["custom namespace with auth", ["S2", "S6"], ['40/custom,{"token":"x"}']],
  ["custom namespace with auth behind no comma", ["S67"], ['40/custom{"token":"x"}']],
  ["custom namespace with a query", ["S5"], ["40/custom?a=b,"]],
  ["custom namespace in capitals", ["S5"], ["40/Custom,"]],
  ["unknown namespace", ["S5"], ["40/random"]],
  ["unknown namespace with text outside ASCII", ["S5"], ["40/rändom€,"]],
  ["namespace __proto__", ["S5"], ["40/__proto__,"]],
  ["namespace without slash", ["S67"], ["40custom,"]],
  ["ack id", ["S1"], ["405"]],
  ["unknown and then the main namespace", ["S5"], ["40/random", "40"]],
  ["event before", ["S66"], ['42["message",1]']],
  ["ack before", ["S66"], ["430[]"]],
  ["disconnect before", ["S66"], ["41"]],
  ["connect error before", ["S66"], ["44{}"]],
  ["binary before", ["S66"], [B(1)]],
  ["binary event before", ["S66"], ['451-["message",{"_placeholder":true,"num":0}]', B(1)]],
  ["message without a packet", ["S67"], ["4"]],
  ["unknown type", ["S67"], ["47"]],
  ["letters", ["S67"], ["4abc"]],
];

/**
 * Packets in the joined main namespace of the fixture attack. [title, rows, packets, more]
 * json: what is echoed is compared by its meaning to JavaScript.
 */
const PACKETS = [
  ["event", ["S13"], ['42["echo",1]']],
  ["event without arguments", ["S13"], ['42["echo"]']],
  ["event with ack", ["S19"], ['421["echo",1]']],
  ["event with several arguments and ack", ["S19", "S22"], ['422["echo",1,"two",{"three":[3]},null,true]']],
  ["event with ack id 0", ["S19"], ['420["echo"]']],
  ["event with leading zeros in the ack id", ["S19"], ['42007["echo"]']],
  ["event with a large ack id", ["S19"], ['429007199254740991["echo"]']],
  ["event with an ack id beyond doubles", ["S19"], ['4212345678901234567890["echo"]']],
  ["event with namespace written out", ["S13"], ['42/,["echo",1]']],
  ["event with namespace and ack", ["S19"], ['42/,5["echo",1]']],
  ["event nobody listens to", ["S13"], ['42["nobody",1]']],
  ["event nobody listens to, with ack", ["S19"], ['427["nobody",1]']],
  ["event with an empty name", ["S13"], ['42["",1]']],
  ["event with a number as name", ["S67"], ["42[1,2]"]],
  ["event with null as name", ["S67"], ["42[null]"]],
  ["event with true as name", ["S67"], ["42[true]"]],
  ["event with an object as name", ["S67"], ['42[{"toString":"x"}]']],
  ["event with an array as name", ["S67"], ['42[["echo"]]']],
  ["event without a name", ["S67"], ["42[]"]],
  ["event with an object", ["S67"], ["42{}"]],
  ["event with a text", ["S67"], ['42"echo"']],
  ["event with null", ["S67"], ["42null"]],
  ["event without payload", ["S13"], ["42"]],
  ["event without payload, with ack", ["S13"], ["425"]],
  ["event with broken JSON", ["S67"], ['42["echo"']],
  ["event with two values", ["S67"], ['42["echo"]["echo"]']],
  ["event with a trailing comma", ["S67"], ['42["echo",]']],
  ["event with a comment", ["S67"], ['42["echo"/*x*/]']],
  ["event with single quotes", ["S67"], ["42['echo']"]],
  ["event with NaN", ["S67"], ['42["echo",NaN]']],
  ["event with Infinity", ["S67"], ['42["echo",Infinity]']],
  ["event with undefined", ["S67"], ['42["echo",undefined]']],
  ["event with hexadecimal", ["S67"], ['42["echo",0x10]']],
  ["event with a leading plus", ["S67"], ['42["echo",+1]']],
  ["event with a leading zero", ["S67"], ['42["echo",01]']],
  ["event with a bare fraction", ["S67"], ['42["echo",.5]']],
  ["event with a bare point", ["S67"], ['42["echo",1.]']],
  ["event with a raw line break in a text", ["S67"], ['42["echo","a\nb"]']],
  ["event with a raw tabulator in a text", ["S67"], ['42["echo","a\tb"]']],
  ["event with an unknown escape", ["S67"], ['42["echo","\\x41"]']],
  ["event with a broken unicode escape", ["S67"], ['42["echo","\\u12"]']],
  ["event with unquoted keys", ["S67"], ['42["echo",{a:1}]']],
  ["event with blanks", ["S13"], ['42 [ "echo" , { "a" : [ 1 , 2 ] } ] ']],
  ["event with letters in the ack id", ["S67"], ['421a["echo"]']],
  ["event with a negative ack id", ["S67"], ['42-1["echo"]']],
  ["event for a namespace not joined", ["S66"], ['42/custom,["echo"]']],
  ["event for an unterminated namespace", ["S66"], ['42/custom["echo"]']],
  ["event named connect", ["S51"], ['42["connect"]']],
  ["event named connect_error", ["S51"], ['42["connect_error"]']],
  ["event named disconnect", ["S51"], ['42["disconnect"]']],
  ["event named disconnecting", ["S51"], ['42["disconnecting"]']],
  ["event named newListener", ["S51"], ['42["newListener"]']],
  ["event named removeListener", ["S51"], ['42["removeListener"]']],
  ["event named connection", ["S51"], ['42["connection"]']],
  ["event named error", ["S51"], ['42["error","x"]']],
  ["event named __proto__", ["S13"], ['42["__proto__",1]']],
  ["event named constructor", ["S13"], ['42["constructor",1]']],
  ["text with escapes", ["S14", "S106"], ['42["echo","\\u0041\\n\\t\\"\\\\\\/\\b\\f\\r"]'], { json: true }],
  ["text with control characters escaped", ["S14"], ['42["echo","\\u0000\\u001e\\u007f\\u2028\\u2029"]'], { json: true }],
  ["text outside ASCII", ["S14"], ['42["echo","€ä😀","\\ud83d\\ude00"]'], { json: true }],
  ["text with half a surrogate pair", ["S14"], ['42["echo","\\ud83d"]'], { json: true }],
  ["text with the halves exchanged", ["S14"], ['42["echo","\\ude00\\ud83d"]'], { json: true }],
  ["numbers", ["S106"], ['42["echo",0,-0,1,-1,1.5,1e3,1E+2,1e-7,1e21,123456789012]'], { json: true }],
  ["numbers with useless digits", ["S106"], ['42["echo",1.0,1.50,0.10e1,100e-2]'], { json: true }],
  ["numbers beyond doubles", ["S106"], ['42["echo",9007199254740993,12345678901234567890,1e400,-1e400,1e-400]'], { json: true }],
  ["numbers with many digits", ["S106"], ['42["echo",3.141592653589793238462643383279,0.1,0.30000000000000004]'], { json: true }],
  ["numbers at the limits", ["S106"], ['42["echo",1.7976931348623157e308,5e-324,4294967296,-2147483649,123456789.125]'], { json: true }],
  ["empty containers", ["S106"], ['42["echo",[],{},"",[[]],[{}]]']],
  ["object keys in their order", ["S106"], ['42["echo",{"z":1,"a":2,"m":{"y":1,"b":2}}]']],
  ["object keys that are numbers", ["S106"], ['42["echo",{"b":1,"2":2,"1":3}]'], { json: true }],
  ["object keys twice", ["S106"], ['42["echo",{"a":1,"b":2,"a":3}]'], { json: true }],
  ["object key __proto__", ["S106"], ['42["echo",{"__proto__":{"x":1},"constructor":2}]']],
  ["empty object key", ["S106"], ['42["echo",{"":1}]']],
  ["nesting of 100", ["S106"], [`42["echo",${"[".repeat(100)}${"]".repeat(100)}]`]],
  ["literal placeholder in a plain event", ["S15"], ['42["echo",{"_placeholder":true,"num":0}]']],
  ["ack nobody waits for", ["S20"], ["4399[]"]],
  ["ack without id", ["S67"], ["43[]"]],
  ["ack without payload", ["S67"], ["431"]],
  ["ack with an object", ["S67"], ["431{}"]],
  ["ack with null", ["S67"], ["431null"]],
  ["question and answer", ["S20"], ['42["ask"]', "43<id>[1,2]"]],
  ["question and two answers", ["S20", "S22"], ['42["ask"]', "43<id>[]", "43<id>[]"]],
  ["question and a binary answer", ["S21"], ['42["ask"]', `461-<id>[${PLACEHOLDER(0)}]`, B(1, 2)]],
  ["connect again", ["S65"], ["40"]],
  ["connect again by name", ["S65"], ["40/,"]],
  ["connect to an unknown namespace", ["S5"], ["40/nope,"]],
  ["connect error", ["S67"], ['44{"message":"x"}']],
  ["connect error with text", ["S67"], ['44"x"']],
  ["connect error without payload", ["S67"], ["44"]],
  ["disconnect", ["S59"], ["41"]],
  ["disconnect with payload", ["S67"], ["41{}"]],
  ["disconnect and connect", ["S59"], ["41", "40"]],
  ["event after disconnect", ["S66"], ["41", '42["echo"]']],
  ["disconnect of a namespace not joined", ["S66"], ["41/custom,"]],
  ["unknown type 7", ["S67"], ["47"]],
  ["unknown type 9", ["S67"], ['49["echo"]']],
  ["letters", ["S67"], ["4abc"]],
  ["empty message", ["S67"], ["4"]],
  ["blank", ["S67"], ["4 2"]],
  ["binary without announcement", ["S67"], [B(1, 2, 3)]],
  ["binary event", ["S15"], [`451-["echo",${PLACEHOLDER(0)}]`, B(1, 2, 3)]],
  ["binary event with ack", ["S15", "S21"], [`451-8["echo",${PLACEHOLDER(0)}]`, B(1, 2, 3)]],
  ["binary event with namespace", ["S15"], [`451-/,["echo",${PLACEHOLDER(0)}]`, B(1)]],
  ["binary event with two attachments", ["S16"], [`452-["echo",${PLACEHOLDER(0)},{"a":${PLACEHOLDER(1)}}]`, B(1), B(2)]],
  ["binary event with attachments exchanged", ["S16"], [`452-["echo",${PLACEHOLDER(1)},${PLACEHOLDER(0)}]`, B(1), B(2)]],
  ["binary event with one attachment used twice", ["S16"], [`451-["echo",${PLACEHOLDER(0)},${PLACEHOLDER(0)}]`, B(7)]],
  ["binary event with an unused attachment", ["S16"], [`452-["echo",${PLACEHOLDER(0)}]`, B(1), B(2)]],
  ["binary event without placeholder", ["S16"], ['451-["echo",1]', B(1)]],
  ["binary event with an empty attachment", ["S15"], [`451-["echo",${PLACEHOLDER(0)}]`, B()]],
  ["binary event with ten attachments", ["S17"], [`4510-["echo",${Array.from({ length: 10 }, (_, i) => PLACEHOLDER(i))}]`, ...Array.from({ length: 10 }, (_, i) => B(i))]],
  ["binary event with eleven attachments", ["S17"], [`4511-["echo",${Array.from({ length: 11 }, (_, i) => PLACEHOLDER(i))}]`]],
  ["binary event with no attachment", ["S67"], ['450-["echo"]']],
  ["binary event without a number", ["S67"], ['45-["echo"]']],
  ["binary event without a dash", ["S67"], ['451["echo"]']],
  ["binary event with a negative number", ["S67"], ['45-1-["echo"]']],
  ["binary event with letters as number", ["S67"], ['45x-["echo"]']],
  ["binary event with a fraction", ["S67"], ['451.5-["echo"]']],
  ["binary event with leading zero", ["S67"], [`4501-["echo",${PLACEHOLDER(0)}]`, B(1)]],
  ["binary event with an endless number", ["S67"], [`45${"1".repeat(5000)}-["echo"]`]],
  ["placeholder beyond the attachments", ["S67"], [`451-["echo",${PLACEHOLDER(1)}]`, B(1)]],
  ["placeholder below zero", ["S67"], [`451-["echo",${PLACEHOLDER(-1)}]`, B(1)]],
  ["placeholder with a text", ["S67"], [`451-["echo",${PLACEHOLDER('"splice"')}]`, B(1)]],
  ["placeholder with a fraction", ["S67"], [`451-["echo",${PLACEHOLDER(0.5)}]`, B(1)]],
  ["placeholder with null", ["S67"], [`451-["echo",${PLACEHOLDER(null)}]`, B(1)]],
  ["placeholder without number", ["S67"], ['451-["echo",{"_placeholder":true}]', B(1)]],
  ["placeholder that says false", ["S16"], [`452-["echo",{"_placeholder":false,"num":0},${PLACEHOLDER(0)}]`, B(1), B(2)]],
  ["placeholder with further keys", ["S16"], ['451-["echo",{"_placeholder":true,"num":0,"x":1}]', B(1)]],
  ["placeholder as event name", ["S67"], [`451-[${PLACEHOLDER(0)}]`, B(1)]],
  ["text between attachments", ["S67"], [`452-["echo",${PLACEHOLDER(0)},${PLACEHOLDER(1)}]`, B(1), '42["echo"]']],
  ["binary event with a reserved name", ["S51"], [`451-["disconnect",${PLACEHOLDER(0)}]`, B(1)]],
  ["binary event with broken JSON", ["S67"], ['451-["echo",{']],
  ["binary ack nobody waits for", ["S21"], [`461-77[${PLACEHOLDER(0)}]`, B(1)]],
  ["handler that throws", ["S105"], ['42["boom"]', '421["echo","alive"]']],
  ["many events", ["S13"], Array.from({ length: 30 }, (_, i) => `42["echo",${i}]`)],
];

const ROOMY = (text) => [`42["echo","${text}"]`];

/** In this fixture the event that follows each CONNECT. */
const isGreeting = (packet) => /^42(\/custom,)?\["auth"/.test(packet);

const QUESTION = /^42(\d+)\["q"\]$/;

/** Sends packets one after the other; in an answer <id> stands for that of the server's question. */
async function sendAll(actor, packets) {
  let question;
  for (const [i, packet] of packets.entries()) {
    await actor.send(typeof packet === "string" ? packet.replace("<id>", question) : packet);
    // Joining takes the server a moment; what follows too early counts as a violation.
    if (packet === "40" && packets[i - 1] === "41") await actor.until(isAnswer);
    // So does the question, whose answer would come before anyone waits for it.
    if (packet === '42["ask"]') await actor.until((p) => (question = QUESTION.exec(p)?.[1]) !== undefined);
    if (String(packet).startsWith("41")) await actor.context.sleep(40);
  }
  // Futures of answers have an order of their own beside that of events: see docs/concurrency.md.
  if (question !== undefined) await actor.until((p) => String(p).startsWith('42["asked"'));
}

function perTransport(scenarios) {
  return ["websocket", "polling"].flatMap((transport) =>
    scenarios.map((scenario) => ({ ...scenario, transport, title: `${scenario.title} (${transport})` })),
  );
}

export default [
  ...group("connect", { fixture: "sio-protocol" }, perTransport(CONNECTS.map(([title, rows, packets]) => ({
    title, rows,
    async run(o) {
      const actor = await opened[this.transport](o, "a");
      // One after the other: joining takes the server a moment, and what comes too early counts as a violation.
      let joinedOne = false;
      for (const packet of packets) {
        await actor.send(packet);
        if (!String(packet).startsWith("40")) continue;
        await actor.until((p) => (isGreeting(p) ? (joinedOne = true) : isRefusal(p)));
      }
      // Without a namespace the connection ends, at the latest with the connect timeout of one second.
      if (!joinedOne) await actor.until(() => false);
    },
  })))),
  // The ids of the server's questions count up in the namespace, over all its sockets.
  ...group("packet", { fixture: "attack", masks: [[/< 42\d+\["q"\]/g, '< 42<id>["q"]']] }, perTransport(PACKETS.map(([title, rows, packets, more]) => ({
    title, rows, ...more,
    async run(o) {
      const actor = await joined[this.transport](o, "a");
      await sendAll(actor, packets);
      // Whether the next POST finds the session before its end or behind it is left to chance otherwise.
      if (this.transport === "polling") await o.sleep(30);
      await socketFence(actor);
    },
  })))),
  ...group("large", { fixture: "attack" }, perTransport([
    {
      title: "text close to the limit",
      rows: ["S18"],
      async run(o) {
        const actor = await joined[this.transport](o, "a");
        await sendAll(actor, ROOMY("x".repeat(999_000)));
        await socketFence(actor);
      },
    },
    {
      title: "text over the limit",
      rows: ["E35", "E36"],
      async run(o) {
        const actor = await joined[this.transport](o, "a");
        await sendAll(actor, ROOMY("x".repeat(1_000_000)));
        await socketFence(actor);
      },
    },
    {
      title: "wide text over the limit in bytes, not in characters",
      rows: ["E35", "E36"],
      async run(o) {
        const actor = await joined[this.transport](o, "a");
        await sendAll(actor, ROOMY("€".repeat(340_000)));
        await socketFence(actor);
      },
    },
    {
      title: "a flood from the server keeps its order",
      rows: ["S13", "E30"],
      async run(o) {
        const actor = await joined[this.transport](o, "a");
        await sendAll(actor, ['42["flood",200,10]']);
        await socketFence(actor);
      },
    },
  ])),
  ...group("compression", { fixture: "attack" }, ["gzip", "deflate", "gzip, deflate", "deflate, gzip", "br", "identity", "gzip;q=0", "*", "gzip;q=0.2, deflate;q=0.8"].map((accept) => ({
    title: `poll with Accept-Encoding ${accept}`,
    rows: ["E66", "E67"],
    async run(o) {
      const session = await joined.polling(o, "a");
      await session.post(`42["echo","${"x".repeat(1020)}"]`);
      await session.get({ headers: { "Accept-Encoding": accept } });
      await session.post(`42["echo","${"x".repeat(980)}"]`);
      await session.get({ headers: { "Accept-Encoding": accept } });
    },
  }))),
  ...group("connect-timeout", { fixture: "sio-protocol" }, [
    {
      title: "a websocket without namespace is closed",
      rows: ["S9"],
      async run(o) {
        const wire = await o.ws("a");
        await wire.ended();
      },
    },
    {
      title: "a polling session without namespace is closed",
      rows: ["S9"],
      async run(o) {
        const session = await o.polling("a");
        await session.until(() => false);
      },
    },
    {
      title: "messages of the two namespaces do not mix",
      rows: ["S3"],
      async run(o) {
        const wire = await o.ws("a");
        wire.send("40");
        await wire.until(isGreeting);
        wire.send('40/custom,{"x":1}');
        await wire.until((p) => String(p).startsWith('42/custom,["auth"'));
        wire.send("41/custom", '42["message",1,"2",{"3":[true]}]', '42456["message-with-ack",1,"2",{"3":[false]}]');
        await wire.until((p) => String(p).startsWith("43456"));
        wire.send(`452-789["message-with-ack",${PLACEHOLDER(0)},${PLACEHOLDER(1)}]`, B(1, 2, 3), B(4, 5, 6));
        await wire.until((p) => Buffer.isBuffer(p) && p[0] === 4);
      },
    },
  ]),
  ...group("engine", { fixture: "eio-protocol" }, [
    {
      title: "all echoes come with one poll",
      rows: ["E29", "E30"],
      async run(o) {
        const session = await o.polling("a");
        await session.post("4one\x1ebAQIDBA==\x1e4two");
        await session.get();
      },
    },
    {
      title: "an idle poll is answered by a ping",
      rows: ["E47"],
      async run(o) {
        const session = await o.polling("a");
        for (let i = 0; i < 3; i++) {
          await session.get();
          await session.post("3");
        }
      },
    },
    {
      title: "a silent session is gone after the heartbeat's time",
      rows: ["E48"],
      async run(o) {
        const session = await o.polling("a");
        await o.sleep(750);
        await session.get();
      },
    },
    {
      title: "a websocket that never answers is closed",
      rows: ["E48"],
      async run(o) {
        const wire = await o.ws("a", { answerPings: false });
        await wire.ended();
      },
    },
    {
      title: "pongs unasked for change nothing",
      rows: ["E47"],
      async run(o) {
        const wire = await o.ws("a");
        wire.send("3", "3", "3x");
        await engineFence(wire);
      },
    },
  ]),
];

