// "Send this to user X", wherever X is.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, screenshot, useClient } from '../support/browser.js';
import { collect, connect, eventually, next, refusal, request, versions } from '../support/clients.js';
import { startCluster } from '../support/cluster.js';
import { freePort, run, start, stop } from '../support/program.js';

const secret = 'not-so-secret';
const tokens = new Map();

async function tokenOf(user) {
  if (!tokens.has(user)) {
    const program = run(`examples/bin/run one-to-one-token ${secret} ${user}`);
    assert.deepEqual(await program.ended, { code: 0, signal: null }, program.output);
    tokens.set(user, program.output.trim());
  }
  return tokens.get(user);
}

const options = (token) => ({ path: '/notice', query: { token } });

async function socketOf(version, url, user, more) {
  // A query beside the namespace is what 2.x sends with the handshake as well as with the namespace.
  const socket = await connect(version, `${url}/notice`, { ...options(await tokenOf(user)), ...more });
  assert.equal(await request(socket, 'whoami'), user);
  socket.received = collect(socket, 'notice');
  return socket;
}

async function send(url, body) {
  const response = await fetch(`${url}/send`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer api' }, body: JSON.stringify(body),
  });
  return { status: response.status, answer: await response.json() };
}

const flags = `--secret ${secret} --api-token api`;

describe('one to one alone', () => {
  let url;
  let server;

  before(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = await start(`examples/bin/run one-to-one --host 127.0.0.1 --port ${port} ${flags}`, url);
  });
  after(() => stop(server));

  for (const version of versions) {
    test(`sends to all sockets of one user and to nobody else, client ${version.name}`, async () => {
      const ann1 = await socketOf(version, url, 'ann');
      const ann2 = await socketOf(version, url, 'ann', { transports: ['polling'] });
      const bob = await socketOf(version, url, 'bob', { transports: ['websocket'] });
      assert.deepEqual(await send(url, { user: 'ann', data: { text: 'hi' } }), { status: 200, answer: { ok: true, sockets: 2 } });
      await eventually(() => ann1.received.length === 1 && ann2.received.length === 1);
      assert.deepEqual([ann1.received, ann2.received, bob.received], [[{ text: 'hi' }], [{ text: 'hi' }], []]);
      ann2.close();
      await eventually(async () => (await send(url, { user: 'ann', event: 'other' })).answer.sockets === 1);
      for (const socket of [ann1, bob]) socket.close();
    });

    test(`refuses a missing, forged or foreign token, client ${version.name}`, async () => {
      const good = await tokenOf('ann');
      for (const token of ['', 'x', 'a.b.c', `${good}x`, good.replace(/^[^.]+/, Buffer.from('bob').toString('base64url'))]) {
        assert.equal(await refusal(version, `${url}/notice`, options(token)), 'Authentication error', token);
      }
    });
  }

  test('refuses a wrong body, and a caller without the token', async () => {
    for (const body of [{}, { user: 7 }, { user: '' }, { user: 'ann', event: 'x'.repeat(51) }]) {
      assert.equal((await send(url, body)).status, 400, JSON.stringify(body));
    }
    assert.equal((await fetch(`${url}/send`, { method: 'POST', body: '{"user":"ann"}' })).status, 401);
  });

  test('without a secret it does not start, and says so', async () => {
    const program = run('examples/bin/run one-to-one --port 0');
    const { code } = await program.ended;
    assert.notEqual(code, 0);
    assert.equal(program.output.trim(), 'one-to-one: --secret is missing');
  });

  for (const version of versions) {
    test(`reaches its page in a browser, client ${version.name}`, async () => {
      const browser = await launch();
      try {
        const tab = await browser.newPage();
        await useClient(tab, version);
        await tab.goto(`${url}/?token=${await tokenOf('tab')}`);
        await tab.getByText('connected', { exact: true }).waitFor();
        await tab.locator('#me', { hasText: 'tab' }).waitFor();
        await send(url, { user: 'tab', data: 'hello tab' });
        await tab.getByText('"hello tab"').waitFor();
        await screenshot(tab, 'one-to-one');
      } finally {
        await browser.close();
      }
    });
  }
});

describe('one to one as two instances behind nginx', () => {
  let cluster;
  let restarted;
  before(async () => { cluster = await startCluster('one-to-one', { flags }); });
  after(async () => {
    await stop(restarted);
    await cluster?.stop();
  });

  test('any instance reaches a user on any other, and forgets just what was closed', async () => {
    const sockets = [
      await socketOf(versions[0], cluster.process(0).url, 'eve'),
      await socketOf(versions[1], cluster.process(1).url, 'eve'),
      await socketOf(versions[1], cluster.url, 'eve'),
    ];
    for (const url of [cluster.process(0).url, cluster.process(1).url, cluster.url]) {
      assert.deepEqual((await send(url, { user: 'eve', data: url })).answer, { ok: true, sockets: 3 });
      await eventually(() => sockets.every(({ received }) => received.at(-1) === url));
    }
    sockets[1].close();
    await eventually(async () => (await send(cluster.url, { user: 'eve' })).answer.sockets === 2);
    sockets[0].close();
    sockets[2].close();
    await eventually(async () => (await send(cluster.url, { user: 'eve' })).answer.sockets === 0);
  });

  test('an instance that is killed leaves no stale entry, and takes part again when it is back', async () => {
    const { pid, port, url } = cluster.process(1);
    const there = await socketOf(versions[1], url, 'fay', { reconnection: true });
    const here = await socketOf(versions[0], cluster.process(0).url, 'fay');
    process.kill(pid, 'SIGKILL');
    await next(there, 'disconnect');
    await eventually(async () => (await send(cluster.process(0).url, { user: 'fay' })).answer.sockets === 1);
    restarted = await start(`examples/bin/run one-to-one --port ${port} --redis redis://127.0.0.1:${cluster.redis.port} ${flags}`, url);
    await next(there, 'connect');
    await eventually(async () => (await send(cluster.process(0).url, { user: 'fay', data: 'back' })).answer.sockets === 2);
    await eventually(() => there.received.at(-1) === 'back' && here.received.at(-1) === 'back');
    for (const socket of [there, here]) socket.close();
  });
});
