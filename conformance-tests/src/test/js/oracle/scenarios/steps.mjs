// Steps that many scripts share.

/** Engine level: everything sent so far has been handled when the echo of this message is back. */
export async function engineFence(actor, text = "4fence") {
  await actor.send(text);
  await actor.until((packet) => packet === text);
}

/** Socket.IO level, in the main namespace: an event with acknowledgement as a fence. */
export async function socketFence(actor, nsp = "") {
  const prefix = nsp === "" ? "" : `${nsp},`;
  await actor.send(`42${prefix}999["echo"]`);
  await actor.until((packet) => packet === `43${prefix}999[]`);
}

export const isConnect = (packet) => typeof packet === "string" && packet.startsWith("40");
export const isRefusal = (packet) => typeof packet === "string" && packet.startsWith("44");
export const isAnswer = (packet) => isConnect(packet) || isRefusal(packet);
export const isWelcome = (packet) => typeof packet === "string" && packet.includes('["welcome"');

/** A WebSocket that has joined the main namespace; protocol 3 is joined by the server. */
export async function joinedWs(o, lane, options = {}) {
  const wire = await o.ws(lane, options);
  if (options.eio !== 3) wire.send(`40${options.auth ?? ""}`);
  await wire.until(o.scenario.fixture === "multi" ? isWelcome : isAnswer);
  return wire;
}

/** A polling session that has joined the main namespace. */
export async function joinedPolling(o, lane, options = {}) {
  const session = await o.polling(lane, options);
  if (options.eio !== 3) await session.send(`40${options.auth ?? ""}`);
  await session.until(o.scenario.fixture === "multi" ? isWelcome : isAnswer);
  return session;
}

export const joined = { websocket: joinedWs, polling: joinedPolling };
export const opened = {
  websocket: (o, lane, options) => o.ws(lane, options),
  polling: (o, lane, options) => o.polling(lane, options),
};

/** A text as part of an id. */
export function slug(text) {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

/** Numbers the scenarios of a group: {group-NN-title}. */
export function group(name, defaults, scenarios) {
  return scenarios.map((scenario, i) => ({
    ...defaults,
    ...scenario,
    id: `${name}/${String(i + 1).padStart(3, "0")}-${slug(scenario.title).slice(0, 60)}`,
  }));
}
