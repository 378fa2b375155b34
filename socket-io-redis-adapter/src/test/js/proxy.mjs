// A proxy in front of several servers, driven like peer.mjs: takes them in turn, but sends what carries a cookie to the
// server that set it. Without "sticky" it looks at no cookie.
import { createServer, request } from "node:http";
import { drive, write } from "./drive.mjs";

const owners = new Map();
let servers = [];
let sticky = true;
let turn = 0;
const used = new Map();

function choose(req) {
  const owner = sticky && owners.get(req.headers.cookie?.match(/\bio=([^;]+)/)?.[1]);
  const server = owner || servers[turn++ % servers.length];
  used.set(server, (used.get(server) ?? 0) + 1);
  return server;
}

function forward(req, server) {
  return request(server + req.url, { method: req.method, headers: req.headers });
}

const proxy = createServer((req, res) => {
  const server = choose(req);
  const out = forward(req, server);
  out.on("response", (answer) => {
    const id = String(answer.headers["set-cookie"] ?? "").match(/\bio=([^;]+)/)?.[1];
    if (id) owners.set(id, server);
    res.writeHead(answer.statusCode, answer.headers);
    answer.pipe(res);
  });
  out.on("error", () => res.destroy());
  req.pipe(out);
});

proxy.on("upgrade", (req, client) => {
  const out = forward(req, choose(req));
  out.on("upgrade", (answer, server, head) => {
    const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`);
    client.write(head);
    server.pipe(client).pipe(server);
    server.on("error", () => client.destroy());
    client.on("error", () => server.destroy());
  });
  out.on("response", () => client.destroy());
  out.on("error", () => client.destroy());
  out.end();
});

const ops = {
  async start(options) {
    servers = options.servers;
    sticky = options.sticky;
    await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  },
  port: () => proxy.address().port,
  used: () => Object.fromEntries(used),
};

drive(ops);
