import { connect } from "node:net";
import { gunzipSync, inflateSync } from "node:zlib";

const WAIT_MILLIS = 6000;

/** The headers that matter to a client; the rest is the business of the HTTP implementation. */
const RELEVANT = [
  "access-control-allow-credentials", "access-control-allow-headers", "access-control-allow-methods",
  "access-control-allow-origin", "access-control-expose-headers", "access-control-max-age", "allow",
  "cache-control", "content-encoding", "content-length", "content-type", "etag", "location",
  "sec-websocket-accept", "sec-websocket-extensions", "sec-websocket-protocol", "sec-websocket-version",
  "set-cookie", "upgrade", "vary", "x-xss-protection",
];

/** Reads one HTTP/1.1 response from a socket; resolves with null when the socket ends before a whole head. */
class ResponseReader {
  #bytes = Buffer.alloc(0);
  #ended = false;
  #wake = () => {};

  constructor(socket) {
    socket.on("data", (chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#wake();
    });
    const end = () => {
      this.#ended = true;
      this.#wake();
    };
    socket.on("end", end);
    socket.on("close", end);
    socket.on("error", end);
  }

  async #more() {
    if (this.#ended) return false;
    await new Promise((resolve) => (this.#wake = resolve));
    return true;
  }

  async #line() {
    for (;;) {
      const at = this.#bytes.indexOf("\r\n");
      if (at >= 0) {
        const line = this.#bytes.subarray(0, at).toString("latin1");
        this.#bytes = this.#bytes.subarray(at + 2);
        return line;
      }
      if (!(await this.#more())) return null;
    }
  }

  async #take(length) {
    while (this.#bytes.length < length && (await this.#more()));
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    return taken;
  }

  async #chunked() {
    const parts = [];
    for (;;) {
      const size = parseInt((await this.#line()) ?? "0", 16);
      if (!size) break;
      parts.push(await this.#take(size));
      await this.#line();
    }
    await this.#line();
    return Buffer.concat(parts);
  }

  async read(method) {
    const first = await this.#line();
    if (first === null) return null;
    const [, status, ...reason] = first.split(" ");
    const headers = new Map();
    for (let line = await this.#line(); line; line = await this.#line()) {
      const colon = line.indexOf(":");
      const key = line.slice(0, colon).toLowerCase();
      if (!headers.has(key)) headers.set(key, []);
      headers.get(key).push(line.slice(colon + 1).trim());
    }
    const response = { status: Number(status), reason: reason.join(" "), headers, body: Buffer.alloc(0) };
    if (method === "HEAD" || response.status === 204 || response.status === 304 || response.status < 200) {
      return response;
    }
    if (headers.get("transfer-encoding")?.[0] === "chunked") {
      response.body = await this.#chunked();
    } else if (headers.has("content-length")) {
      response.body = await this.#take(Number(headers.get("content-length")[0]));
    } else {
      while (await this.#more());
      response.body = await this.#take(this.#bytes.length);
    }
    return response;
  }

  async ended() {
    while (await this.#more());
  }
}

/**
 * Sends one request over a TCP connection of its own.
 * body: string or Buffer, or a list of them to be sent as chunks (chunked encoding), with small pauses.
 * Returns {response: Promise<response or null>, abort(), socket}.
 */
export function request({ port, method = "GET", target, headers = {}, body, version = "HTTP/1.1" }) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const reader = new ResponseReader(socket);
  const lines = [`${method} ${target} ${version}`];
  const all = { Host: `localhost:${port}`, Connection: "close", ...headers };
  const chunks = Array.isArray(body);
  if (chunks) all["Transfer-Encoding"] = "chunked";
  else if (body !== undefined && all["Content-Length"] === undefined) all["Content-Length"] = Buffer.byteLength(body);
  for (const [key, value] of Object.entries(all)) {
    for (const one of [value].flat()) if (one !== undefined) lines.push(`${key}: ${one}`);
  }
  socket.write(lines.join("\r\n") + "\r\n\r\n");
  if (chunks) sendChunks(socket, body);
  else if (body !== undefined) socket.write(body);
  const response = deadline(reader.read(method), `${method} ${target} was not answered`).finally(() => {
    if (!all.Upgrade) socket.end();
  });
  return { response, socket, reader, abort: () => socket.resetAndDestroy() };
}

/** Sends raw bytes and reads what comes back as one response. */
export function rawRequest(port, bytes, method = "GET") {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const reader = new ResponseReader(socket);
  socket.write(bytes);
  const response = deadline(reader.read(method), "the raw request was not answered");
  return { response, socket, reader, abort: () => socket.resetAndDestroy() };
}

async function sendChunks(socket, chunks) {
  for (const chunk of chunks) {
    socket.write(`${Buffer.byteLength(chunk).toString(16)}\r\n`);
    socket.write(chunk);
    socket.write("\r\n");
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  socket.write("0\r\n\r\n");
}

export function deadline(promise, what, millis = WAIT_MILLIS) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(what)), millis);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export function describe(response, show) {
  if (response === null) return "connection ended without a response";
  const lines = [];
  // How the end of other bodies is marked is the business of the HTTP implementation.
  const framed = response.status === 200 && !response.headers.has("content-encoding");
  for (const key of RELEVANT) {
    if (key === "content-length" && !framed) continue;
    const values = response.headers.get(key) ?? [];
    // A list may come in one line or in several.
    if (key === "vary" && values.length > 0) lines.push(`${key}: ${values.join(", ")}`);
    else for (const value of values) lines.push(`${key}: ${value}`);
  }
  const type = response.headers.get("content-type")?.[0] ?? "";
  const bytes = decompressed(response);
  const body = type.includes("octet-stream") ? bytes : bytes.toString("utf8");
  return `HTTP ${response.status} {${lines.join("; ")}} ${show(body)}`;
}

/** The body as it was before compression: how well a server compresses is not compared. */
function decompressed({ headers, body }) {
  switch (headers.get("content-encoding")?.[0]) {
    case "gzip":
      return gunzipSync(body);
    case "deflate":
      return inflateSync(body);
    default:
      return body;
  }
}
