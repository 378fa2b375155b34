// A chat with many rooms over several processes behind nginx.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, screenshot, useClient } from '../support/browser.js';
import { collect, connect, eventually, next, refusal, versions } from '../support/clients.js';
import { startCluster } from '../support/cluster.js';
import { freePort, start, stop } from '../support/program.js';

const INSTANCES = 3;
const BACK_WITHIN_MS = 10_000;

async function person(version, url, roomid, username, options) {
  const socket = await connect(version, url, { query: { roomid }, ...options });
  socket.heard = collect(socket, 'message');
  socket.emit('join', { username });
  await heard(socket, 'join', { username });
  return socket;
}

const heard = (socket, event, data) => eventually(() => socket.heard.some((message) => message.event === event
  && Object.entries(data).every(([key, value]) => message.data[key] === value)));

const stats = async (url) => (await fetch(`${url}/stats`)).json();

describe('multi-room chat alone', () => {
  let url;
  let server;

  before(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = await start(`examples/bin/run multi-room --host 127.0.0.1 --port ${port}`, url);
  });
  after(() => stop(server));

  for (const version of versions) {
    test(`tells a room who comes, what is said and who goes, client ${version.name}`, async () => {
      const ann = await person(version, url, `k12_${version.name}`, 'ann');
      const bob = await person(version, url, `k12_${version.name}`, 'bob', { transports: ['polling'] });
      const elsewhere = await person(version, url, 'elsewhere', 'cem', { transports: ['websocket'] });
      await heard(ann, 'join', { username: 'bob' });
      bob.emit('say', { text: 'hello' });
      await heard(ann, 'broadcast_say', { username: 'bob', text: 'hello' });
      bob.close();
      await heard(ann, 'broadcast_quit', { username: 'bob' });
      assert.deepEqual(ann.heard, [
        { event: 'join', data: { username: 'ann' } },
        { event: 'join', data: { username: 'bob' } },
        { event: 'broadcast_say', data: { username: 'bob', text: 'hello' } },
        { event: 'broadcast_quit', data: { username: 'bob' } },
      ]);
      assert.deepEqual(elsewhere.heard, [{ event: 'join', data: { username: 'cem' } }]);
      for (const socket of [ann, elsewhere]) socket.close();
    });

    test(`refuses a connection without a room, client ${version.name}`, async () => {
      assert.match(await refusal(version, url), /^roomid: /);
    });
  }

  test('works on its page in two browser windows, one with each client', async () => {
    const browser = await launch();
    try {
      const [ann, bob] = [await browser.newPage(), await browser.newPage()];
      await useClient(ann, versions[0]);
      await useClient(bob, versions[1]);
      await ann.goto(`${url}/?roomid=web&username=ann`);
      await ann.getByText('ann came').waitFor();
      await bob.goto(`${url}/?roomid=web&username=bob`);
      await ann.getByText('bob came').waitFor();
      await bob.getByLabel('Say').fill('hi ann');
      await bob.getByRole('button', { name: 'Send' }).click();
      await ann.getByText('bob: hi ann').waitFor();
      await bob.close();
      await ann.getByText('bob left').waitFor();
      await screenshot(ann, 'multi-room');
    } finally {
      await browser.close();
    }
  });
});

describe('multi-room chat over several processes', () => {
  let cluster;
  before(async () => { cluster = await startCluster('multi-room', { instances: INSTANCES }); });
  after(() => cluster?.stop());

  test('is one room, whatever process one is connected to', async () => {
    const people = [];
    for (let i = 0; i < INSTANCES; i++) {
      people.push(await person(versions[i % 2], cluster.process(i).url, 'one', `p${i}`));
    }
    people[0].emit('say', { text: 'all of you' });
    for (const socket of people) await heard(socket, 'broadcast_say', { username: 'p0', text: 'all of you' });
    assert.deepEqual(await stats(cluster.url).then(({ connections, processes }) => ({ connections, processes })),
      { connections: INSTANCES, processes: INSTANCES });
    for (const socket of people) socket.close();
    await eventually(async () => (await stats(cluster.url)).connections === 0);
  });

  test('sees the real address of a client behind nginx', async () => {
    const socket = await person(versions[1], cluster.url, 'far', 'zoe', { address: '127.0.9.1' });
    await eventually(() => cluster.output().includes('zoe joined room:far from 127.0.9.1'));
    socket.close();
  });

  test('clients of a process that dies go on with another one, and the count is right', async () => {
    // Addresses of different networks, so that ip_hash spreads them.
    const people = [];
    for (let i = 1; i <= 12; i++) {
      people.push(await person(versions[i % 2], cluster.url, 'crowd', `c${i}`, { address: `127.0.${i * 10}.1` }));
    }
    const before = await Promise.all(Array.from({ length: INSTANCES }, (_, i) => stats(cluster.process(i).url)));
    assert.ok(before.every(({ connections }) => connections === 12), JSON.stringify(before));
    const victim = before.findIndex(({ here }) => here > 0);
    assert.ok(before[victim].here < 12, `spread over processes: ${before.map(({ here }) => here)}`);

    const lost = people.map((socket) => new Promise((resolve) => socket.once('disconnect', () => resolve(socket))));
    const traffic = setInterval(() => people.forEach((socket) => socket.connected && socket.emit('say', { text: 'still here' })), 50);
    process.kill(cluster.process(victim).pid, 'SIGKILL');
    const killedAt = Date.now();
    const gone = new Set();
    lost.forEach((promise) => promise.then((socket) => gone.add(socket)));
    await eventually(() => gone.size === before[victim].here);
    await Promise.all([...gone].map((socket) => (socket.connected ? null : next(socket, 'connect', undefined, BACK_WITHIN_MS))));
    const took = Date.now() - killedAt;
    clearInterval(traffic);
    assert.ok(took < BACK_WITHIN_MS, `${took} ms`);

    const other = cluster.process((victim + 1) % INSTANCES).url;
    await eventually(async () => (await stats(other)).connections === 12);
    assert.equal((await stats(other)).processes, INSTANCES - 1);
    for (const socket of gone) {
      socket.emit('join', { username: `back-${socket.id}` });
      await heard(socket, 'join', { username: `back-${socket.id}` });
    }
    people[0].emit('say', { text: 'everybody back?' });
    for (const socket of people) await heard(socket, 'broadcast_say', { text: 'everybody back?' });
    for (const socket of people) socket.close();
  });
});
