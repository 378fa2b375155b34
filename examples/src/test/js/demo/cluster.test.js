// Two processes of the demo over one Redis are one chat.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { connect, eventually, next, request, versions } from '../support/clients.js';
import { freePort, start, stop } from '../support/program.js';

const [, v4] = versions;
const urls = [];
const servers = [];
let redis;

before(async () => {
  const redisPort = await freePort();
  redis = spawn('redis-server', ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', ''], { stdio: 'ignore' });
  for (let i = 0; i < 2; i++) {
    const port = await freePort();
    urls.push(`http://127.0.0.1:${port}`);
    servers.push(await start(`bin/demo --host 127.0.0.1 --port ${port} --redis redis://127.0.0.1:${redisPort}`, urls[i]));
  }
});

after(async () => {
  await Promise.all(servers.map((server) => stop(server)));
  redis?.kill();
});

async function person(i, user, room = 'lobby') {
  const socket = await connect(v4, urls[i], { auth: { user } });
  socket.on('members', ({ members }) => { socket.members = members; });
  const answer = await request(socket, 'join', { room });
  assert.equal(answer.ok, true, answer.error);
  socket.history = answer.history;
  return socket;
}

test('people, messages, history, private messages and pushes cross from one process to the other', async () => {
  const ann = await person(0, 'ann');
  const bob = await person(1, 'bob');
  await eventually(() => [ann, bob].every(({ members }) => members?.join() === 'ann,bob'));

  const heard = next(bob, 'message');
  const { message } = await request(ann, 'message', { room: 'lobby', text: 'over there?' });
  assert.deepEqual(await heard, [message]);
  await eventually(async () => {
    const late = await person(1, 'cem');
    late.close();
    return late.history.some(({ id }) => id === message.id);
  });

  const whispered = next(ann, 'private');
  assert.equal((await request(bob, 'private', { to: 'ann', text: 'psst' })).ok, true);
  assert.equal((await whispered)[0].text, 'psst');

  const pushed = next(bob, 'notification');
  const response = await fetch(`${urls[0]}/api`, { method: 'POST', body: JSON.stringify({ user: 'bob', title: 'Lunch' }) });
  assert.deepEqual(await response.json(), { ok: true, delivered: 1 });
  assert.equal((await pushed)[0].title, 'Lunch');

  bob.close();
  await eventually(() => ann.members.join() === 'ann');
  ann.close();
});

test('a process that is killed takes its people with it', async () => {
  const ann = await person(0, 'ann');
  const dan = await person(1, 'dan');
  await eventually(() => ann.members?.includes('dan'));
  await stop(servers[1], 'SIGKILL');
  dan.close();
  const eve = await person(0, 'eve');
  await eventually(() => ann.members.join() === 'ann,eve');
  for (const socket of [ann, eve]) socket.close();
});

test('says why it does not do what is asked', async () => {
  const ann = await person(0, 'ann');
  const wrong = [['join', { room: 'no room' }], ['join', {}], ['message', { room: 'elsewhere', text: 'x' }],
    ['message', { room: 'lobby', text: ' ' }], ['message', { room: 'lobby', text: 'x'.repeat(2001) }],
    ['private', { to: 'nobody', text: 'x' }], ['private', 'text'], ['join', [1]]];
  for (const [event, argument] of wrong) {
    const answer = await request(ann, event, argument);
    assert.equal(answer.ok, false, `${event} ${JSON.stringify(argument).slice(0, 60)}`);
    assert.match(answer.error, /\w/);
  }
  ann.close();
});
