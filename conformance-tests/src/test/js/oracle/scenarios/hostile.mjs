import { deadline, rawRequest } from "../http.mjs";
import { group } from "./steps.mjs";

const QUERY = "/socket.io/?EIO=4&transport=polling";
const HEAD = (...lines) => [...lines, "", ""].join("\r\n");
const SECOND = HEAD(`GET ${QUERY} HTTP/1.1`, "Host: localhost");

/** Requests that are wrong below the level of Engine.IO. [title, bytes] */
const REQUESTS = [
  ["both lengths and a second request", HEAD(`POST ${QUERY} HTTP/1.1`, "Host: localhost", "Content-Length: 4", "Transfer-Encoding: chunked") + `0\r\n\r\n${SECOND}`],
  ["two different lengths", HEAD(`POST ${QUERY} HTTP/1.1`, "Host: localhost", "Content-Length: 2", "Content-Length: 3") + "4x"],
  ["negative length", HEAD(`POST ${QUERY} HTTP/1.1`, "Host: localhost", "Content-Length: -5") + "4x"],
  ["length with a sign", HEAD(`POST ${QUERY} HTTP/1.1`, "Host: localhost", "Content-Length: +2") + "4x"],
  ["length in hexadecimal", HEAD(`POST ${QUERY} HTTP/1.1`, "Host: localhost", "Content-Length: 0x2") + "4x"],
  ["length as a list", HEAD(`POST ${QUERY} HTTP/1.1`, "Host: localhost", "Content-Length: 2,3") + "4x"],
  ["length of 25 digits", HEAD(`POST ${QUERY} HTTP/1.1`, "Host: localhost", `Content-Length: ${"9".repeat(25)}`) + "4x"],
  ["chunk size of letters", HEAD(`POST ${QUERY} HTTP/1.1`, "Host: localhost", "Transfer-Encoding: chunked") + "zz\r\n4x\r\n0\r\n\r\n"],
  ["negative chunk size", HEAD(`POST ${QUERY} HTTP/1.1`, "Host: localhost", "Transfer-Encoding: chunked") + "-1\r\n4x\r\n0\r\n\r\n"],
  ["endless chunk size", HEAD(`POST ${QUERY} HTTP/1.1`, "Host: localhost", "Transfer-Encoding: chunked") + "ffffffffffffffff1\r\n4x\r\n0\r\n\r\n"],
  ["unknown transfer encoding", HEAD(`POST ${QUERY} HTTP/1.1`, "Host: localhost", "Transfer-Encoding: rot13") + "4x"],
  ["blank before the colon", HEAD(`GET ${QUERY} HTTP/1.1`, "Host : localhost")],
  ["header without colon", HEAD(`GET ${QUERY} HTTP/1.1`, "Host: localhost", "nonsense")],
  ["header with a control character in the name", HEAD(`GET ${QUERY} HTTP/1.1`, "Host: localhost", "x\x01y: z")],
  ["header with NUL in the value", HEAD(`GET ${QUERY} HTTP/1.1`, "Host: localhost", "x: a\0b")],
  ["origin with a control character", HEAD(`GET ${QUERY} HTTP/1.1`, "Host: localhost", "Origin: http://a\x01b")],
  ["NUL before the request", `\0${SECOND}`],
  ["no version", `GET ${QUERY}\r\n\r\n`],
  ["unknown version", HEAD(`GET ${QUERY} HTTP/9.9`, "Host: localhost")],
  ["garbage", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"],
  ["HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["header of 70,000 bytes", HEAD(`GET ${QUERY} HTTP/1.1`, "Host: localhost", `x: ${"y".repeat(70_000)}`)],
  ["500 headers of 200 bytes", HEAD(`GET ${QUERY} HTTP/1.1`, "Host: localhost", ...Array.from({ length: 500 }, (_, i) => `x${i}: ${"y".repeat(200)}`))],
  ["request line of 100,000 bytes", HEAD(`GET ${QUERY}&x=${"y".repeat(100_000)} HTTP/1.1`, "Host: localhost")],
  ["unknown expectation", HEAD(`GET ${QUERY} HTTP/1.1`, "Host: localhost", "Expect: miracles")],
  ["target of another server", HEAD(`GET http://other.example${QUERY} HTTP/1.1`, "Host: localhost")],
  ["CONNECT", HEAD("CONNECT localhost:80 HTTP/1.1", "Host: localhost")],
  ["TRACE", HEAD(`TRACE ${QUERY} HTTP/1.1`, "Host: localhost")],
];

export default group("hostile", { fixture: "attack" }, REQUESTS.map(([title, bytes]) => ({
  title,
  rows: ["E9", "E23"],
  async run(o) {
    const { response, reader, socket } = rawRequest(o.port, Buffer.from(bytes, "latin1"));
    const answer = await response;
    // What counts: it is refused in whatever form, makes no session, and nothing behind it is taken for a request.
    const refused = answer === null || (answer.status >= 400 && answer.status < 600);
    o.record("http", refused ? "refused" : `HTTP ${answer.status}`);
    const more = await deadline(reader.read("GET"), "nothing", 300).catch(() => null);
    o.record("http", more === null ? "no second answer" : `second answer: ${more.status}`);
    socket.destroy();
    const alive = await o.polling("witness");
    o.record("witness", `session: ${alive.sid !== undefined}`);
  },
})));
