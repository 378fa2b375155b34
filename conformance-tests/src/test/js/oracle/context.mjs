import { Client } from "./client.mjs";
import { describe, rawRequest, request } from "./http.mjs";
import { Polling } from "./polling.mjs";
import { show, Transcript } from "./transcript.mjs";
import { Wire } from "./websocket.mjs";

const ENGINE_FIXTURES = ["eio-protocol", "eio-client"];

/** What a script works with: actors against one server, everything they receive goes to the transcript. */
export class OracleContext {
  #transcript = new Transcript();
  #actors = [];

  constructor({ scenario, port }) {
    this.scenario = scenario;
    this.port = port;
    this.path = ENGINE_FIXTURES.includes(scenario.fixture) ? "/engine.io/" : "/socket.io/";
  }

  record(lane, line) {
    this.#transcript.record(lane, line);
  }

  learn(packet, lane) {
    this.#transcript.learn(packet, lane);
  }

  name(value, name) {
    this.#transcript.name(value, name);
  }

  /** A packet in readable form. Where the scenario says json, its payload as a JavaScript client would understand it. */
  readable(packet) {
    const found = this.scenario.json && /^(4(?:[23]|[56]\d+-)[^[]*)(\[.*\])$/s.exec(packet);
    return show(found ? found[1] + JSON.stringify(JSON.parse(found[2])) : packet);
  }

  /** A room name that is the same on both servers and in no other script. */
  room(name) {
    return `${this.scenario.id}:${name}`;
  }

  async polling(lane, options) {
    return new Polling(this, lane, options).open();
  }

  async ws(lane, { query = "", eio = 4, path = this.path, target, ...options } = {}) {
    const wire = new Wire(this, lane, { target: target ?? `${path}?EIO=${eio}&transport=websocket${query}`, eio, ...options });
    this.#actors.push(() => wire.terminate());
    await wire.ready;
    return wire;
  }

  async client(lane, options = {}) {
    const client = Client.open(this, lane, options);
    this.#actors.push(() => client.dispose());
    await client.connected();
    return client;
  }

  /** One HTTP request, whose response is recorded. */
  async http(lane, { query, target = `${this.path}?${query}`, ...options }) {
    const { response } = request({ port: this.port, target, ...options });
    const answer = await response;
    this.record(lane, describe(answer, show));
    if (answer?.status === 200) this.learn(answer.body.toString("utf8").replace(/^\d+:/, ""), lane);
    return answer;
  }

  async raw(lane, bytes, method) {
    const { response, socket } = rawRequest(this.port, bytes, method);
    const answer = await response;
    this.record(lane, describe(answer, show));
    socket.destroy();
    return answer;
  }

  sleep(millis) {
    return new Promise((resolve) => setTimeout(resolve, millis));
  }

  text(masks) {
    return this.#transcript.text(masks);
  }

  dispose() {
    for (const end of this.#actors) end();
  }
}
