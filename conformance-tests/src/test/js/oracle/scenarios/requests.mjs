import { gzipSync } from "node:zlib";
import { group } from "./steps.mjs";

const WS_HEADERS = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version": "13",
};

/** Requests that need no session. [title, rows, request] */
const PLAIN = [
  ["no query", ["E13", "E15"], { query: "" }],
  ["polling handshake", ["E1", "E3", "E4", "E75"], { query: "EIO=4&transport=polling" }],
  ["no transport", ["E18"], { query: "EIO=4" }],
  ["empty transport", ["E18"], { query: "EIO=4&transport=" }],
  ["unknown transport", ["E18"], { query: "EIO=4&transport=tcp" }],
  ["transport in capitals", ["E18"], { query: "EIO=4&transport=Polling" }],
  ["transport constructor", ["E102"], { query: "EIO=4&transport=constructor" }],
  ["transport __proto__", ["E102"], { query: "EIO=4&transport=__proto__" }],
  ["transport hasOwnProperty", ["E102"], { query: "EIO=4&transport=hasOwnProperty" }],
  ["transport webtransport by HTTP", ["E18"], { query: "EIO=4&transport=webtransport" }],
  ["transport twice, the last counts", ["E18"], { query: "EIO=4&transport=tcp&transport=polling" }],
  ["transport twice, the last is unknown", ["E18"], { query: "EIO=4&transport=polling&transport=tcp" }],
  ["no EIO", ["E13"], { query: "transport=polling" }],
  ["empty EIO", ["E13"], { query: "EIO=&transport=polling" }],
  ["EIO 3 where it is off", ["E13"], { query: "EIO=3&transport=polling" }],
  ["EIO 5", ["E13"], { query: "EIO=5&transport=polling" }],
  ["EIO abc", ["E13"], { query: "EIO=abc&transport=polling" }],
  ["EIO 44", ["E13"], { query: "EIO=44&transport=polling" }],
  ["EIO 04", ["E13"], { query: "EIO=04&transport=polling" }],
  ["EIO with a blank", ["E13"], { query: "EIO=4%20&transport=polling" }],
  ["EIO twice, the last counts", ["E13"], { query: "EIO=3&EIO=4&transport=polling" }],
  ["eio in small letters", ["E13"], { query: "eio=4&transport=polling" }],
  ["percent-encoded parameter names", ["E1"], { query: "%45IO=4&tr%61nsport=p%6flling" }],
  ["handshake by POST", ["E19"], { method: "POST", query: "EIO=4&transport=polling", body: "4x" }],
  ["handshake by PUT", ["E19"], { method: "PUT", query: "EIO=4&transport=polling" }],
  ["handshake by DELETE", ["E19"], { method: "DELETE", query: "EIO=4&transport=polling" }],
  ["handshake by PATCH", ["E19"], { method: "PATCH", query: "EIO=4&transport=polling" }],
  ["handshake by HEAD", ["E19"], { method: "HEAD", query: "EIO=4&transport=polling" }],
  ["handshake by OPTIONS", ["E72"], { method: "OPTIONS", query: "EIO=4&transport=polling" }],
  ["websocket without upgrade", ["E20"], { query: "EIO=4&transport=websocket" }],
  ["websocket without upgrade, by POST", ["E19", "E20"], { method: "POST", query: "EIO=4&transport=websocket", body: "" }],
  ["unknown sid", ["E17"], { query: "EIO=4&transport=polling&sid=unknown" }],
  ["unknown sid by POST", ["E17"], { method: "POST", query: "EIO=4&transport=polling&sid=unknown", body: "4x" }],
  ["unknown sid by PUT", ["E17"], { method: "PUT", query: "EIO=4&transport=polling&sid=unknown" }],
  ["unknown sid by OPTIONS", ["E17", "E72"], { method: "OPTIONS", query: "EIO=4&transport=polling&sid=unknown" }],
  ["unknown sid with unknown transport", ["E17", "E18"], { query: "EIO=4&transport=tcp&sid=unknown" }],
  ["unknown sid without EIO", ["E17"], { query: "transport=polling&sid=unknown" }],
  ["sid __proto__", ["E102"], { query: "EIO=4&transport=polling&sid=__proto__" }],
  ["sid constructor", ["E102"], { query: "EIO=4&transport=polling&sid=constructor" }],
  ["sid of 4000 characters", ["E17"], { query: `EIO=4&transport=polling&sid=${"x".repeat(4000)}` }],
  ["sid with markup", ["E17"], { query: "EIO=4&transport=polling&sid=%3Cscript%3E" }],
  ["empty sid is no sid", ["E1"], { query: "EIO=4&transport=polling&sid=" }],
  ["parameter without value", ["E1"], { query: "EIO=4&transport=polling&x&y=&=z" }],
  ["malformed percent sequence", ["E1"], { query: "EIO=4&transport=polling&x=%zz&y=%" }],
  ["plus and semicolon in the query", ["E1"], { query: "EIO=4&transport=polling&a+b=c;d" }],
  ["many parameters", ["E1"], { query: `EIO=4&transport=polling&${Array.from({ length: 300 }, (_, i) => `p${i}=${i}`).join("&")}` }],
  ["b64 handshake", ["E62"], { query: "EIO=4&transport=polling&b64=1" }],
  ["JSONP handshake", ["E92"], { query: "EIO=4&transport=polling&j=0" }],
  ["JSONP handshake with a hostile index", ["E92"], { query: "EIO=4&transport=polling&j=1);alert(2" }],
  ["JSONP handshake with an empty index", ["E92"], { query: "EIO=4&transport=polling&j=" }],
  ["old browser", ["E76"], { query: "EIO=4&transport=polling", headers: { "User-Agent": "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0)" } }],
  ["older browser", ["E76"], { query: "EIO=4&transport=polling", headers: { "User-Agent": "Mozilla/4.0 (compatible;MSIE 8.0)" } }],
  ["small answers are not compressed", ["E67"], { query: "EIO=4&transport=polling", headers: { "Accept-Encoding": "gzip, deflate, br" } }],
  ["handshake in HTTP/1.0", ["E1"], { query: "EIO=4&transport=polling", version: "HTTP/1.0" }],
  ["handshake with a body", ["E1"], { query: "EIO=4&transport=polling", body: "4ignored" }],
];

/** Paths. [title, rows, target] */
const PATHS = [
  ["extra segments", ["E7"], "/engine.io/foo/bar?EIO=4&transport=polling"],
  ["no trailing slash", ["E6"], "/engine.io?EIO=4&transport=polling"],
  ["longer name", ["E6"], "/engine.iox/?EIO=4&transport=polling"],
  ["another path", ["E9"], "/other?EIO=4&transport=polling"],
  ["root", ["E9"], "/"],
  ["another case", ["E6"], "/Engine.IO/?EIO=4&transport=polling"],
  ["doubled slash in front", ["E6"], "//engine.io/?EIO=4&transport=polling"],
  ["doubled slash behind", ["E7"], "/engine.io//?EIO=4&transport=polling"],
  ["percent-encoded letter", ["E6"], "/%65ngine.io/?EIO=4&transport=polling"],
  ["dot segments behind", ["E7"], "/engine.io/../?EIO=4&transport=polling"],
  ["two question marks", ["E7"], "/engine.io/?EIO=4&transport=polling?x=1"],
  ["path without query", ["E6"], "/engine.io/"],
];

/** Cross-origin requests. [title, rows, fixture, request] */
const ORIGINS = [
  ["any origin, no Origin", ["E72"], "eio-protocol", { query: "EIO=4&transport=polling" }],
  ["any origin, one given", ["E72"], "eio-protocol", { query: "EIO=4&transport=polling", headers: { Origin: "http://a.example" } }],
  ["any origin, preflight", ["E72"], "eio-protocol", {
    method: "OPTIONS", query: "EIO=4&transport=polling",
    headers: { Origin: "http://a.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-one, x-two" },
  }],
  ["any origin, error", ["E74"], "eio-protocol", { query: "EIO=4&transport=polling&sid=unknown", headers: { Origin: "http://a.example" } }],
  ["one origin, the right one", ["E72"], "attack", { query: "EIO=4&transport=polling", headers: { Origin: "http://good.example" } }],
  ["one origin, a wrong one", ["E72"], "attack", { query: "EIO=4&transport=polling", headers: { Origin: "http://evil.example" } }],
  ["one origin, none given", ["E72"], "attack", { query: "EIO=4&transport=polling" }],
  ["one origin, null", ["E72"], "attack", { query: "EIO=4&transport=polling", headers: { Origin: "null" } }],
  ["one origin, preflight of the right one", ["E72"], "attack", {
    method: "OPTIONS", query: "EIO=4&transport=polling",
    headers: { Origin: "http://good.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type" },
  }],
  ["one origin, preflight of a wrong one", ["E72"], "attack", {
    method: "OPTIONS", query: "EIO=4&transport=polling",
    headers: { Origin: "http://evil.example", "Access-Control-Request-Method": "POST" },
  }],
  ["one origin, preflight without request headers", ["E72"], "attack", { method: "OPTIONS", query: "EIO=4&transport=polling" }],
  ["one origin, error", ["E74"], "attack", { query: "EIO=4&transport=tcp", headers: { Origin: "http://good.example" } }],
  ["no cross-origin headers where none are configured", ["E72"], "eio-client", { query: "EIO=4&transport=polling&sid=x", headers: { Origin: "http://a.example" } }],
  ["preflight where none is configured", ["E72"], "eio-client", { method: "OPTIONS", query: "EIO=4&transport=polling", headers: { Origin: "http://a.example", "Access-Control-Request-Method": "POST" } }],
  ["refused request keeps the cross-origin headers", ["E24", "E74"], "multi", { query: "EIO=4&transport=polling&deny-request=1", headers: { Origin: "http://a.example" } }],
];

/** Files of the client. [title, rows, request] */
const FILES = [
  ...["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js"].flatMap((file) => [
    [`bundle ${file}`, ["S76"], { target: `/socket.io/${file}` }],
    [`map of ${file}`, ["S76"], { target: `/socket.io/${file}.map` }],
  ]),
  ["bundle with a query", ["S76"], { target: "/socket.io/socket.io.js?x=1" }],
  ["bundle by HEAD", ["S76"], { method: "HEAD", target: "/socket.io/socket.io.min.js" }],
  ["bundle that matches", ["S77"], { target: "/socket.io/socket.io.js", headers: { "If-None-Match": '"4.8.4"' } }],
  ["bundle that matches weakly", ["S77"], { target: "/socket.io/socket.io.js", headers: { "If-None-Match": 'W/"4.8.4"' } }],
  ["bundle of another version", ["S77"], { target: "/socket.io/socket.io.js", headers: { "If-None-Match": '"4.8.3"' } }],
  ["bundle with gzip", ["S78"], { target: "/socket.io/socket.io.min.js", headers: { "Accept-Encoding": "gzip" } }],
  ["bundle with deflate", ["S78"], { target: "/socket.io/socket.io.min.js", headers: { "Accept-Encoding": "deflate" } }],
  ["bundle with origin", ["S79"], { target: "/socket.io/socket.io.min.js", headers: { Origin: "http://good.example" } }],
  ["file that does not exist", ["S76"], { target: "/socket.io/socket.io.slim.js" }],
  ["file outside", ["S76"], { target: "/socket.io/../package.json" }],
  ["file outside, encoded", ["S76"], { target: "/socket.io/%2e%2e/package.json" }],
  ["name that continues", ["S76"], { target: "/socket.io/socket.io.js.txt" }],
];

/** WebSocket handshakes as plain requests. [title, rows, request] */
const UPGRADES = [
  ["version 7", ["E16"], { query: "EIO=4&transport=websocket", headers: { ...WS_HEADERS, "Sec-WebSocket-Version": "7" } }],
  ["no version", ["E16"], { query: "EIO=4&transport=websocket", headers: { ...WS_HEADERS, "Sec-WebSocket-Version": undefined } }],
  ["no key", ["E16"], { query: "EIO=4&transport=websocket", headers: { ...WS_HEADERS, "Sec-WebSocket-Key": undefined } }],
  ["short key", ["E16"], { query: "EIO=4&transport=websocket", headers: { ...WS_HEADERS, "Sec-WebSocket-Key": "abc" } }],
  ["by POST", ["E16"], { method: "POST", query: "EIO=4&transport=websocket", headers: { ...WS_HEADERS } }],
  ["unknown sid", ["E16", "E17"], { query: "EIO=4&transport=websocket&sid=unknown", headers: WS_HEADERS }],
  ["unknown transport", ["E16", "E18"], { query: "EIO=4&transport=tcp", headers: WS_HEADERS }],
  ["transport constructor", ["E16", "E102"], { query: "EIO=4&transport=constructor", headers: WS_HEADERS }],
  ["no transport", ["E16", "E18"], { query: "EIO=4", headers: WS_HEADERS }],
];

const simple = (request) => async (o) => {
  await o.http("http", request);
};

export default [
  ...group("request", { fixture: "eio-protocol" }, PLAIN.map(([title, rows, request]) => ({ title, rows, run: simple(request) }))),
  ...group("path", { fixture: "eio-protocol" }, PATHS.map(([title, rows, target]) => ({ title, rows, run: simple({ target }) }))),
  ...group("origin", {}, ORIGINS.map(([title, rows, fixture, request]) => ({ title, rows, fixture, run: simple(request) }))),
  // The reference sends the files in chunks.
  ...group("file", { fixture: "attack", masks: [[/content-length: \d+; /g, ""]] }, FILES.map(([title, rows, request]) => ({ title, rows, run: simple(request) }))),
  ...group("upgrade-request", { fixture: "eio-protocol" }, UPGRADES.map(([title, rows, request]) => ({ title, rows, run: simple(request) }))),
  ...group("request-more", { fixture: "eio-client" }, [
    {
      title: "four cookies on the first response only",
      rows: ["E77", "E78"],
      masks: [[/Expires=[^;}]*/g, "Expires=<date>"]],
      async run(o) {
        await o.http("http", { query: "EIO=4&transport=polling" });
        const session = await o.polling("a");
        await session.get();
        await session.post("4x");
        await session.until((packet) => packet === "4x");
      },
    },
    {
      title: "refused by polling and by websocket",
      rows: ["E24"],
      async run(o) {
        await o.http("http", { query: "EIO=4&transport=polling&deny=1" });
        await o.http("http", { query: "EIO=4&transport=websocket&deny=1", headers: WS_HEADERS });
      },
    },
    {
      title: "headers of the POST reach the application",
      rows: ["E88", "E89"],
      async run(o) {
        const session = await o.polling("a");
        await session.get();
        await session.post("4sendHeaders", { headers: { "Content-Type": "text/plain;charset=UTF-8", Cookie: "a=b; c=d" } });
        const { body } = await session.startGet("unused")();
        const packet = body.toString().split("\x1e").find((p) => p.startsWith("4"));
        const headers = JSON.parse(packet.slice(1));
        o.record("headers", String(headers.cookie));
      },
      masks: [[/unused: .*\n?/g, ""]],
    },
    {
      title: "a compressed request body is no packet",
      rows: ["E45"],
      async run(o) {
        const session = await o.polling("a");
        await session.get();
        await session.post(gzipSync("4x"), { headers: { "Content-Encoding": "gzip" } });
        await session.get();
      },
    },
  ]),
];
