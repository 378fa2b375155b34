// What a newcomer types, with both generations of the client, over each transport.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, screenshot, useClient } from '../support/browser.js';
import { connect, next, open, request, versions } from '../support/clients.js';
import { startCluster } from '../support/cluster.js';
import { freePort, start, stop } from '../support/program.js';

describe('first application', () => {
  let url;
  let server;

  before(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = await start(`examples/bin/run first-app --host 127.0.0.1 --port ${port}`, url);
  });
  after(() => stop(server));

  for (const version of versions) {
    for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
      test(`does everything of the tutorial, client ${version.name} over ${transports.join(' and ')}`, async () => {
        const ann = open(version, url, { transports });
        const [greeting, number, more] = await next(ann, 'hello');
        assert.deepEqual([greeting, number, more], ['world', 1, { 'your id': ann.id }]);

        const announced = next(ann, 'user connected');
        const bob = await connect(version, url, { transports });
        await announced;

        const heard = [ann, bob].map((socket) => next(socket, 'chat message'));
        bob.emit('chat message', 'hi', [1, 2], { a: null });
        for (const args of await Promise.all(heard)) assert.deepEqual(args, ['hi', [1, 2], { a: null }]);

        const echoed = next(ann, 'message');
        ann.send('echo', 2);
        assert.deepEqual(await echoed, ['echo', 2]);

        assert.equal(await request(ann, 'add', 2, 3), 5);
        ann.once('question', (text, answer) => answer(`fine, thanks for "${text}"`));
        const said = next(ann, 'you said');
        ann.emit('ask me');
        assert.deepEqual(await said, ['fine, thanks for "How are you?"']);

        assert.deepEqual(new Set(await request(ann, 'join', 'tea')), new Set([ann.id, 'tea']));
        const inRoom = next(ann, 'from room');
        bob.emit('to room', 'tea', 'milk?');
        assert.deepEqual(await inRoom, ['milk?']);
        const direct = next(bob, 'from socket');
        ann.emit('to socket', bob.id, 'only you');
        assert.deepEqual(await direct, ['only you']);

        const left = next(ann, 'user disconnected');
        const gone = next(bob, 'disconnect');
        bob.emit('go away');
        assert.match((await gone)[0], /^(io server disconnect|transport close)$/);
        assert.match((await left)[0], /server/);
        ann.close();
      });

      test(`has a second namespace, client ${version.name} over ${transports.join(' and ')}`, async () => {
        const socket = open(version, `${url}/news`, { transports });
        assert.deepEqual(await next(socket, 'item'), [{ news: 'item' }]);
        socket.close();
      });
    }
  }

  test('works on its page in two browser windows, one with each client', async () => {
    const browser = await launch();
    try {
      const [old, page] = [await browser.newPage(), await browser.newPage()];
      await useClient(old, versions[0]);
      await useClient(page, versions[1]);
      for (const window of [old, page]) {
        await window.goto(url);
        await window.getByText(/^connected as/).waitFor();
      }
      for (const [from, to] of [[old, page], [page, old]]) {
        const text = from === old ? 'from an old client' : 'from a new client';
        await from.getByLabel('Message').fill(text);
        await from.getByRole('button', { name: 'Send' }).click();
        for (const window of [from, to]) await window.getByText(text).waitFor();
      }
      await screenshot(page, 'first-app');
    } finally {
      await browser.close();
    }
  });

  test('closing the server disconnects everybody', async () => {
    const socket = await connect(versions[1], url, { reconnection: false });
    const gone = next(socket, 'disconnect');
    await stop(server);
    assert.match((await gone)[0], /^(io server disconnect|transport close)$/);
  });
});

test('first application as a cluster: everybody hears everybody', async () => {
  const cluster = await startCluster('first-app');
  try {
    const sockets = [
      await connect(versions[0], cluster.process(0).url),
      await connect(versions[1], cluster.process(1).url),
      await connect(versions[1], cluster.url),
    ];
    const heard = sockets.map((socket) => next(socket, 'chat message'));
    sockets[0].emit('chat message', 'hello cluster');
    for (const args of await Promise.all(heard)) assert.deepEqual(args, ['hello cluster']);
    for (const socket of sockets) socket.close();
  } finally {
    await cluster.stop();
  }
});
