import { connect, createServer } from "node:net";

/**
 * A TCP relay in front of a server, to cut or to freeze connections the way networks do.
 * cut(): resets what is open. freeze(): keeps all connections, passes no byte on, refuses new ones silently.
 * holdDownstream(): bytes still reach the server, its answers are held back.
 */
export async function startProxy(targetPort) {
  const pairs = new Set();
  let up = true;
  let down = true;
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    const pair = { client, upstream };
    pairs.add(pair);
    const end = () => {
      client.destroy();
      upstream.destroy();
      pairs.delete(pair);
    };
    client.on("data", (chunk) => up && upstream.write(chunk));
    upstream.on("data", (chunk) => down && client.write(chunk));
    for (const side of [client, upstream]) {
      side.on("error", end);
      side.on("close", () => up && down && end());
    }
  });
  await new Promise((resolve) => server.listen(0, resolve));
  const cut = () => {
    for (const { client, upstream } of pairs) {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    }
    pairs.clear();
  };
  return {
    port: server.address().port,
    cut,
    freeze: () => ([up, down] = [false, false]),
    holdDownstream: () => (down = false),
    thaw: () => ([up, down] = [true, true]),
    stop: () => {
      cut();
      server.close();
    },
  };
}
