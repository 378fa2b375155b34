// Notifications between people, some of whom are away; then processes and Redis are killed in between.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { launch, screenshot, useClient } from '../support/browser.js';
import { connect, eventually, next, refusal, request, versions } from '../support/clients.js';
import { startCluster } from '../support/cluster.js';
import { freePort, start, stop } from '../support/program.js';

const cookie = 'session=1';
const [v2, v4] = versions;

/** A person who has logged in; `inbox` is what was waiting. */
async function person(version, url, userId, options) {
  const socket = await connect(version, url, { cookie, ...options });
  const waiting = next(socket, 'push_message');
  assert.deepEqual(await request(socket, 'user_login', { userId, socketId: socket.id }), { ok: true });
  [socket.inbox] = await waiting;
  return socket;
}

const ids = (notifications) => notifications.map(({ id }) => id);

describe('offline notifications alone', () => {
  let url;
  let server;

  before(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = await start(`examples/bin/run offline-notifications --host 127.0.0.1 --port ${port}`, url);
  });
  after(() => stop(server));

  for (const version of versions) {
    const name = (who) => `${who}-${version.name}`;

    test(`refuses a connection without a cookie, client ${version.name}`, async () => {
      assert.equal(await refusal(version, url), 'Authentication error');
    });

    test(`delivers at once to who is online, in all tabs, client ${version.name}`, async () => {
      const ann = await person(version, url, name('ann'));
      const bob1 = await person(version, url, name('bob'));
      const bob2 = await person(version, url, name('bob'), { transports: ['polling'] });
      const both = [next(bob1, 'todo_message'), next(bob2, 'todo_message')];
      const answer = await request(ann, 'todo', { receiver_id: name('bob'), text: 'call me' });
      assert.equal(answer.ok, true);
      for (const [notification] of await Promise.all(both)) {
        assert.equal(notification.id, answer.id);
        assert.equal(notification.from, name('ann'));
        assert.equal(notification.data.text, 'call me');
      }
      bob2.close();
      const again = next(bob1, 'todo_message');
      await request(ann, 'todo', { receiver_id: name('bob'), text: 'again' });
      assert.equal((await again)[0].data.text, 'again');
      for (const socket of [ann, bob1]) socket.close();
    });

    test(`keeps what comes for who is offline until it is read, client ${version.name}`, async () => {
      const ann = await person(version, url, name('ann'));
      const first = await request(ann, 'todo', { receiver_id: name('cem'), text: '1' });
      const second = await request(ann, 'todo', { receiver_id: name('cem'), text: '2' });
      let cem = await person(version, url, name('cem'));
      assert.deepEqual([ids(cem.inbox.unread), cem.inbox.read], [[first.id, second.id], []]);
      assert.deepEqual(await request(cem, 'read', { ids: [first.id, 'unknown'] }), { ok: true, moved: 1 });
      cem.close();
      cem = await person(version, url, name('cem'));
      assert.deepEqual([ids(cem.inbox.unread), ids(cem.inbox.read)], [[second.id], [first.id]]);
      for (const socket of [ann, cem]) socket.close();
    });

    test(`stores a repeated notification once, client ${version.name}`, async () => {
      const ann = await person(version, url, name('ann'));
      for (let i = 0; i < 3; i++) {
        assert.deepEqual(await request(ann, 'todo', { receiver_id: name('dee'), id: 'mine', text: 'x' }), { ok: true, id: 'mine' });
      }
      const dee = await person(version, url, name('dee'));
      assert.deepEqual(ids(dee.inbox.unread), ['mine']);
      for (const socket of [ann, dee]) socket.close();
    });
  }

  test('says what is wrong with a request', async () => {
    const socket = await connect(v4, url, { cookie });
    for (const [event, argument] of [['user_login', {}], ['user_login', { userId: 'x'.repeat(101) }], ['todo', { receiver_id: 'bob' }],
      ['read', { ids: [] }], ['todo', 'text'], ['read', { ids: 7 }]]) {
      const answer = await request(socket, event, argument);
      assert.equal(answer.ok, false, `${event} ${JSON.stringify(argument)}`);
      assert.match(answer.error, /\w/);
    }
    socket.close();
  });

  test('sends the origin of any page back, for its cookies', async () => {
    const response = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: { origin: 'http://shop.example' } });
    assert.equal(response.headers.get('access-control-allow-origin'), 'http://shop.example');
    assert.equal(response.headers.get('access-control-allow-credentials'), 'true');
  });

  for (const version of versions) {
    test(`shows them on its page in a browser, also those that were missed, client ${version.name}`, async () => {
      const receiver = `tab-${version.name}`;
      const ann = await person(v2, url, 'ann');
      await request(ann, 'todo', { receiver_id: receiver, text: 'while you were away' });
      const browser = await launch();
      try {
        const tab = await browser.newPage();
        await useClient(tab, version);
        await tab.goto(`${url}/?user=${receiver}`);
        await tab.getByText('ann: while you were away').waitFor();
        await request(ann, 'todo', { receiver_id: receiver, text: 'now' });
        await tab.getByText('ann: now').waitFor();
        await screenshot(tab, 'offline-notifications');
        await tab.getByRole('button', { name: 'Mark all as read' }).click();
        await tab.getByText('ann: now').waitFor({ state: 'detached' });

        const arrived = next(ann, 'todo_message');
        await tab.getByLabel('To').fill('ann');
        await tab.getByLabel('What').fill('and back');
        await tab.getByRole('button', { name: 'Send' }).click();
        assert.equal((await arrived)[0].data.text, 'and back');
      } finally {
        await browser.close();
        ann.close();
      }
    });
  }
});

describe('offline notifications as a cluster', () => {
  let cluster;
  let redis;
  before(async () => { cluster = await startCluster('offline-notifications'); });
  after(async () => {
    redis?.kill();
    await cluster?.stop();
  });

  test('delivers between processes, old client to new client', async () => {
    const ann = await person(v2, cluster.process(0).url, 'ann');
    const bob = await person(v4, cluster.process(1).url, 'bob');
    const arrived = next(bob, 'todo_message');
    await request(ann, 'todo', { receiver_id: 'bob', text: 'over there' });
    assert.equal((await arrived)[0].data.text, 'over there');
    for (const socket of [ann, bob]) socket.close();
  });

  test('loses nothing that was stored when Redis and then a process is killed in the middle', async () => {
    const ann = await person(v4, cluster.process(0).url, 'ann');
    const stored = [];
    let isSending = true;
    const sending = (async () => {
      for (let i = 0; isSending; i++) {
        const { ok } = await request(ann, 'todo', { receiver_id: 'gus', id: `n${i}`, text: `${i}` }).catch(() => ({ ok: false }));
        if (ok) stored.push(`n${i}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();

    await eventually(() => stored.length > 10);
    process.kill(cluster.redis.pid, 'SIGKILL');
    const killedAt = stored.length;
    await eventually(async () => (await request(ann, 'read', { ids: ['x'] })).ok === false);
    redis = spawn('redis-server', ['--port', String(cluster.redis.port), '--bind', '127.0.0.1', '--dir', cluster.directory,
      '--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--loglevel', 'warning'], { stdio: 'ignore' });
    await once(redis, 'spawn');
    await eventually(() => stored.length > killedAt + 10, 30_000);
    isSending = false;
    await sending;
    process.kill(cluster.process(0).pid, 'SIGKILL');
    ann.close();

    const gus = await person(v2, cluster.url, 'gus');
    const found = new Set(ids(gus.inbox.unread));
    assert.deepEqual(stored.filter((id) => !found.has(id)), []);
    gus.close();
  });
});
