// The published clients that the systems were written for, with the few differences between them levelled out.
import http from 'node:http';
import io4 from 'socket.io-client';
import io2 from 'socket.io-client-2';

export const versions = [
  { name: '2.0.3', io: io2, script: 'node_modules/socket.io-client-2/dist/socket.io.js' },
  { name: '4.8', io: io4, script: 'node_modules/socket.io-client/dist/socket.io.js' },
];

const LIMIT_MS = 10_000;

/** A socket that has not connected yet. `address` is the loopback address that it calls from, `cookie` what it sends. */
export function open({ io }, url, { address, cookie, ...options } = {}) {
  return io(url, {
    forceNew: true,
    reconnectionDelayMax: 1000,
    ...(address && { agent: new http.Agent({ keepAlive: true, localAddress: address }) }),
    ...(cookie && { extraHeaders: { cookie }, transportOptions: { polling: { extraHeaders: { cookie } } } }),
    ...options,
  });
}

/** A connected socket. */
export async function connect(version, url, options) {
  const socket = open(version, url, options);
  try {
    await next(socket, 'connect');
  } catch (error) {
    socket.close();
    throw error;
  }
  return socket;
}

/** The arguments of the next event of that name; `accept` may wait for a certain one. */
export function next(socket, event, accept = () => true, limit = LIMIT_MS) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.off(event, listener);
      reject(new Error(`no ${event} within ${limit} ms`));
    }, limit);
    function listener(...args) {
      if (!accept(...args)) return;
      clearTimeout(timer);
      socket.off(event, listener);
      resolve(args);
    }
    socket.on(event, listener);
  });
}

/** The message with which the server refuses: `error` of 2.x, `connect_error` of 4.x. */
export async function refusal(version, url, options) {
  const socket = open(version, url, { reconnection: false, ...options });
  try {
    const [error] = await next(socket, version.name.startsWith('2') ? 'error' : 'connect_error');
    return error.message ?? error;
  } finally {
    socket.close();
  }
}

/** Emits and waits for the acknowledgement. */
export function request(socket, event, ...args) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no acknowledgement of ${event}`)), LIMIT_MS);
    socket.emit(event, ...args, (answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

/** Collects every event of that name from now on. */
export function collect(socket, event) {
  const all = [];
  socket.on(event, (data) => all.push(data));
  return all;
}

/** Waits until the condition holds. */
export async function eventually(condition, limit = LIMIT_MS) {
  for (const deadline = Date.now() + limit; ; ) {
    const result = await condition();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`not within ${limit} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
