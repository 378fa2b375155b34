// A backend posts, open pages receive: alone, then as a cluster behind nginx.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, screenshot, useClient } from '../support/browser.js';
import { connect, eventually, next, versions } from '../support/clients.js';
import { startCluster } from '../support/cluster.js';
import { freePort, start, stop } from '../support/program.js';

const json = { 'content-type': 'application/json' };

async function push(url, body, headers = json) {
  const response = await fetch(`${url}/api`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { status: response.status, answer: await response.json() };
}

/** A page that has logged in; a greeting that it pushes to itself tells when the server has taken notice. */
async function page(version, url, token, options) {
  const socket = await connect(version, url, options);
  const greeting = `hello ${socket.id}`;
  let isGreeted = false;
  socket.received = [];
  socket.on('receive_message', (push) => {
    if (push.data === greeting) isGreeted = true;
    else if (!String(push.data).startsWith('hello ')) socket.received.push(push);
  });
  socket.emit('user_login', { userId: 7, socketId: socket.id, tokenId: token });
  await eventually(async () => {
    await push(url, { tokens: [token], data: greeting });
    return isGreeted;
  });
  return socket;
}

describe('push server alone', () => {
  let url;
  let server;

  before(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = await start(`examples/bin/run push-server --host 127.0.0.1 --port ${port}`, url);
  });
  after(() => stop(server));

  for (const version of versions) {
    test(`pushes to every socket of every named token, client ${version.name}`, async () => {
      const a1 = await page(version, url, 'a');
      const a2 = await page(version, url, 'a', { transports: ['polling'] });
      const b = await page(version, url, 'b', { transports: ['websocket'] });
      const other = await page(version, url, 'c');

      assert.deepEqual(await push(url, { tokens: ['a', 'b', 'nobody'], entityType: 'like', data: { post: 1, by: ['x'] } }),
        { status: 200, answer: { responseCode: 0, data: 'OK!' } });
      const expected = [{ entityType: 'like', data: { post: 1, by: ['x'] } }];
      for (const socket of [a1, a2, b]) {
        await eventually(() => socket.received.length > 0);
        assert.deepEqual(socket.received, expected);
      }

      a2.close();
      await push(url, { tokens: ['a'], data: 'still there' });
      await eventually(() => a1.received.length === 2);
      assert.deepEqual(a1.received[1], { entityType: '', data: 'still there' });
      assert.deepEqual(other.received, []);
      for (const socket of [a1, b, other]) socket.close();
    });

    test(`announces a new connection to the others, client ${version.name}`, async () => {
      const first = await connect(version, url);
      const announced = next(first, 'new_user');
      const second = await connect(version, url);
      assert.deepEqual(await announced, [{}]);
      first.close();
      second.close();
    });
  }

  test('takes a form as well', async () => {
    const socket = await page(versions[1], url, 'f');
    const form = 'tokens[]=f&tokens[]=g&entityType=follow&data=by+ann';
    const { status } = await push(url, form, { 'content-type': 'application/x-www-form-urlencoded' });
    assert.equal(status, 200);
    await eventually(() => socket.received.length === 1);
    assert.deepEqual(socket.received, [{ entityType: 'follow', data: 'by ann' }]);
    socket.close();
  });

  test('answers GET /api with a dot, and serves its page', async () => {
    assert.equal(await (await fetch(`${url}/api`)).text(), '.');
    assert.match(await (await fetch(url)).text(), /<h1>Push server<\/h1>/);
  });

  test('refuses a wrong body with 400 and the reason', async () => {
    const wrong = ['', '{', '[]', '{}', '{"tokens":[]}', '{"tokens":{"a":1}}', '{"tokens":[1]}', '{"tokens":["a"],"entityType":{}}',
      JSON.stringify({ tokens: Array(1001).fill('a') }), JSON.stringify({ tokens: ['x'.repeat(201)] })];
    for (const body of wrong) {
      const { status, answer } = await push(url, body);
      assert.equal(status, 400, body.slice(0, 80));
      assert.match(answer.error, /\w/);
    }
  });

  test('answers 500 pushes in a hurry, each within five seconds on a busy machine', async () => {
    const socket = await page(versions[1], url, 'load');
    const times = [];
    const post = async (i) => {
      const started = performance.now();
      assert.equal((await push(url, { tokens: ['load'], data: i })).status, 200);
      times.push(performance.now() - started);
    };
    for (let i = 0; i < 500; i += 50) await Promise.all(Array.from({ length: 50 }, (_, k) => post(i + k)));
    await eventually(() => socket.received.length === 500);
    assert.deepEqual(socket.received.map(({ data }) => data).sort((a, b) => a - b), Array.from({ length: 500 }, (_, i) => i));
    assert.ok(Math.max(...times) < 5000, `slowest: ${Math.max(...times)} ms`);
    socket.close();
  });

  for (const version of versions) {
    test(`pushes to its page in a browser, client ${version.name}`, async () => {
      const browser = await launch();
      try {
        const tab = await browser.newPage();
        await useClient(tab, version);
        await tab.goto(`${url}/?token=tab`);
        await tab.getByText('connected', { exact: true }).waitFor();
        await eventually(async () => {
          await push(url, { tokens: ['tab'], entityType: 'like', data: { n: 1 } });
          return (await tab.getByText('like: {"n":1}').count()) > 0;
        });
        await screenshot(tab, 'push-server');
      } finally {
        await browser.close();
      }
    });
  }
});

test('a push server with a token lets nobody push without it', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await start(`examples/bin/run push-server --host 127.0.0.1 --port ${port} --api-token s3cret`, url);
  try {
    const body = { tokens: ['a'] };
    assert.equal((await push(url, body)).status, 401);
    assert.equal((await push(url, body, { ...json, authorization: 'Bearer s3cre' })).status, 401);
    assert.equal((await push(url, body, { ...json, authorization: 'Bearer s3cret' })).status, 200);
    assert.equal(await (await fetch(`${url}/api`)).text(), '.');
  } finally {
    await stop(server);
  }
});

describe('push server as a cluster', () => {
  let cluster;
  before(async () => { cluster = await startCluster('push-server'); });
  after(() => cluster?.stop());

  for (const version of versions) {
    test(`finds a token on whichever process it is, also below the prefix of the proxy, client ${version.name}`, async () => {
      const first = await page(version, cluster.process(0).url, 'x');
      const second = await page(version, cluster.process(1).url, 'x');
      const prefixed = await page(version, cluster.url, 'x', { path: '/ws/socket.io' });
      for (const url of [cluster.url, cluster.process(0).url, cluster.process(1).url]) {
        const counts = [first, second, prefixed].map(({ received }) => received.length);
        await push(url, { tokens: ['x'], data: url });
        await eventually(() => [first, second, prefixed].every(({ received }, i) => received.length === counts[i] + 1));
      }
      for (const socket of [first, second, prefixed]) socket.close();
    });
  }
});
