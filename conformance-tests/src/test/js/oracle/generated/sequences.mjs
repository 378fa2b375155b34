import { value, withBinary } from "./json.mjs";

const CLIENTS = ["2.0.3", "2.5.0", "3.1.3", "4.4.1", "4.8.4"];
const TRANSPORTS = [["polling"], ["websocket"], ["polling", "websocket"]];

/** One action of one of the clients; every action is over before the next begins. */
function action(random, clients) {
  const who = random.below(clients);
  const room = random.pick(["one", "two", "three"]);
  const args = random.many(0, 3, () => value(random));
  const binary = random.chance(0.3) ? withBinary(random, args) : args;
  return random.pick([
    (cs) => cs[who].ask("echo", ...binary),
    (cs) => cs[who].emit("echo-event", ...binary),
    (cs) => cs[who].emit("ask-me", args),
    (cs) => cs[who].emit("send-binary", args.length),
    (cs) => cs[who].emit("count", args.length),
    (cs, o) => cs[who].ask("join", o.room(room)),
    (cs, o) => cs[who].ask("join", o.room(room)),
    (cs, o) => cs[who].ask("leave", o.room(room)),
    (cs, o) => cs[who].emit("room-say", o.room(room), ...args),
    (cs, o) => cs[who].emit("room-say-all", o.room(room), ...binary),
    (cs, o) => cs[who].emit("room-say-binary", o.room(room), Buffer.from([who, 1, 2])),
    (cs) => cs[who].emit("nobody listens", ...args),
  ]);
}

/** Clients of several generations in the same rooms. */
export function sequenceScenario(random) {
  const clients = random.many(2, 3, () => ({ version: random.pick(CLIENTS), transports: random.pick(TRANSPORTS) }));
  const actions = random.many(4, 12, () => action(random, clients.length));
  const leaver = random.below(clients.length);
  const ending = random.pick(["disconnect-me", "kill-transport", "leave"]);
  return {
    title: `${clients.map((c) => `${c.version} over ${c.transports.join("+")}`).join(", ")}, then ${ending}`,
    fixture: "multi",
    rows: ["S33", "S34", "S36", "S98"],
    async run(o) {
      const opened = [];
      for (const [i, options] of clients.entries()) opened.push(await o.client(`c${i}`, options));
      const settle = async () => {
        // Twice: an event for one client may be caused by the answer of another.
        for (const c of [...opened, ...opened]) await c.fence();
      };
      for (const act of actions) {
        await act(opened, o);
        await settle();
      }
      const other = opened[(leaver + 1) % opened.length];
      await other.ask("watch", await opened[leaver].id());
      if (ending === "leave") opened[leaver].socket.disconnect();
      else opened[leaver].emit(ending, true);
      await opened[leaver].disconnected();
      await o.sleep(30);
      await other.fence();
      await other.fence();
    },
  };
}
