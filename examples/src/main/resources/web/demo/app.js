// The demo: state of the conversations, and what each event of EVENTS.md does to it.
import { connect } from './connection.js';
import { byId, drawAlerts, drawBadge, drawLast, drawMessages, drawPeople, drawSide, drawTyping, duration } from './view.js';

const KEPT_MESSAGES = 200;
const KEPT_ALERTS = 50;
const TYPING_EVERY_MS = 2000;
const TYPING_FADES_MS = 4000;

const query = new URLSearchParams(location.search);
const conversations = new Map(); // key -> { key, kind, name, joined, people, members, messages, unread, draft }
const typing = new Map(); // room -> Map(user -> timer)
let alerts = [];
let me = '';
let active = null;
let connection = null;
let server = null;
let lastTyping = 0;
let sequence = 0;

function conversation(kind, name) {
  const key = `${kind}:${name}`;
  if (!conversations.has(key)) {
    conversations.set(key, { key, kind, name, joined: kind === 'private', people: 0, members: [], messages: [], unread: 0, draft: '' });
  }
  return conversations.get(key);
}

const room = (name) => conversation('room', name);
const ofKind = (kind) => [...conversations.values()].filter((one) => one.kind === kind);

// ---- connecting ------------------------------------------------------------------------------------------------------

function signIn(name) {
  if (!window.io) {
    byId('sign-in-error').textContent = 'The server does not serve /socket.io/socket.io.js, so this page cannot connect.';
    return;
  }
  me = name;
  byId('sign-in-error').textContent = '';
  byId('me').textContent = name;
  byId('curl').textContent = `curl -X POST ${location.origin}/api -H 'content-type: application/json' `
    + `-d '${JSON.stringify({ user: name, title: 'Lunch', body: 'The soup is ready' })}'`;
  connection = connect(name, { connected: onConnected, disconnected: draw, refused: onRefused });
  const { socket } = connection;
  socket.on('welcome', onWelcome);
  socket.on('rooms', onRooms);
  socket.on('members', onMembers);
  socket.on('message', (message) => receive(room(message.room), message));
  socket.on('private', onPrivate);
  socket.on('typing', onTyping);
  socket.on('notification', onNotification);
}

function onRefused(reason) {
  sessionStorage.removeItem('user');
  byId('app').hidden = true;
  byId('sign-in').hidden = false;
  byId('sign-in-error').textContent = reason;
  byId('user').focus();
}

function onConnected(offlineFor) {
  byId('sign-in').hidden = true;
  byId('app').hidden = false;
  sessionStorage.setItem('user', me);
  localStorage.setItem('user', me);
  if (offlineFor) note(`You were offline for ${duration(offlineFor)}.`);
}

/** Comes first on every connection, also after each reconnect: a new socket is in no room, so it joins them again. */
async function onWelcome(welcome) {
  if (server && server !== welcome.server) note('The server is another one now: what it had in memory is gone.');
  server = welcome.server;
  onRooms(welcome.rooms);
  const joined = ofKind('room').filter((one) => one.joined);
  const wanted = joined.length ? joined : rememberedRooms().map(room);
  await Promise.all(wanted.map(join));
  if (!active) choose(wanted[0]);
}

function rememberedRooms() {
  if (query.get('room')) return [query.get('room')];
  const names = JSON.parse(sessionStorage.getItem('rooms') ?? '[]');
  return names.length ? names : ['lobby'];
}

// ---- rooms -----------------------------------------------------------------------------------------------------------

async function join(one) {
  const answer = await connection.request('join', { room: one.name });
  if (!answer.ok) {
    one.joined = false;
    if (!one.people) conversations.delete(one.key);
    problem(`Cannot join ${one.name}: ${answer.error}`);
    return false;
  }
  one.joined = true;
  const known = new Set(one.messages.map((message) => message.id));
  one.messages = [...one.messages, ...answer.history.filter((message) => !known.has(message.id))]
    .sort((a, b) => a.time - b.time).slice(-KEPT_MESSAGES);
  rememberRooms();
  if (one === active) drawConversation();
  draw();
  return true;
}

async function leave(one) {
  await connection.request('leave', { room: one.name });
  one.joined = false;
  one.messages = [];
  one.unread = 0;
  rememberRooms();
  if (one === active) choose(ofKind('room').find((other) => other.joined) ?? room('lobby'));
}

function rememberRooms() {
  sessionStorage.setItem('rooms', JSON.stringify(ofKind('room').filter((one) => one.joined).map((one) => one.name)));
}

async function choose(one) {
  problem('');
  if (!one.joined && !(await join(one))) return draw();
  if (active) active.draft = byId('text').value;
  active = one;
  byId('text').value = one.draft;
  document.body.dataset.panel = 'chat';
  drawConversation();
  draw();
  if (matchMedia('(min-width: 60rem)').matches) byId('text').focus();
}

function onRooms(list) {
  for (const one of ofKind('room')) one.people = 0;
  for (const { name, members } of list) room(name).people = members;
  const listed = new Set(list.map(({ name }) => name));
  for (const one of ofKind('room')) if (!one.joined && !listed.has(one.name)) conversations.delete(one.key);
  draw();
}

function onMembers({ room: name, members }) {
  room(name).members = members;
  for (const user of typing.get(name)?.keys() ?? []) if (!members.includes(user)) stopTyping(name, user);
  draw();
}

// ---- messages --------------------------------------------------------------------------------------------------------

function receive(one, message) {
  if (one.kind === 'room') stopTyping(one.name, message.user);
  add(one, message);
  if (one !== active || !reading()) one.unread++;
  draw();
}

function onPrivate({ id, from, to, text, time }) {
  const one = conversation('private', from === me ? to : from);
  if (from === me) add(one, { id, user: from, text, time }); // written in another tab
  else receive(one, { id, user: from, text, time });
  draw();
}

async function send(one, text) {
  const message = { id: `local-${++sequence}`, user: me, text, time: Date.now(), sending: true };
  add(one, message);
  const answer = one.kind === 'room'
    ? await connection.request('message', { room: one.name, text })
    : await connection.request('private', { to: one.name, text });
  message.sending = false;
  if (answer.ok) Object.assign(message, { id: answer.message.id, time: answer.message.time });
  else message.failed = answer.error;
  if (one === active) drawConversation();
}

function retry(message) {
  active.messages = active.messages.filter((other) => other !== message);
  drawConversation();
  send(active, message.text);
}

function note(text) {
  for (const one of conversations.values()) if (one.messages.length) add(one, { note: text, time: Date.now() });
}

function add(one, message) {
  one.messages.push(message);
  if (one.messages.length > KEPT_MESSAGES) one.messages.shift();
  if (one === active) drawLast(one, me, retry);
}

function onTyping({ room: name, user, active: isTyping }) {
  stopTyping(name, user);
  if (isTyping) {
    if (!typing.has(name)) typing.set(name, new Map());
    typing.get(name).set(user, setTimeout(() => stopTyping(name, user), TYPING_FADES_MS));
  }
  drawTypingLine();
}

function stopTyping(name, user) {
  clearTimeout(typing.get(name)?.get(user));
  typing.get(name)?.delete(user);
  drawTypingLine();
}

function tellTyping(isTyping) {
  const now = Date.now();
  if (active?.kind !== 'room' || !connection.socket.connected) return;
  if (isTyping ? now - lastTyping < TYPING_EVERY_MS : lastTyping === 0) return;
  lastTyping = isTyping ? now : 0;
  connection.socket.volatile.emit('typing', { room: active.name, active: isTyping });
}

// ---- notifications ---------------------------------------------------------------------------------------------------

function onNotification(notification) {
  alerts = [{ ...notification, read: false }, ...alerts].slice(0, KEPT_ALERTS);
  draw();
}

function read(...some) {
  for (const alert of some) alert.read = true;
  draw();
}

// ---- drawing ---------------------------------------------------------------------------------------------------------

const reading = () => document.visibilityState === 'visible' && (document.body.dataset.panel === 'chat' || matchMedia('(min-width: 60rem)').matches);

function draw() {
  if (active && reading()) active.unread = 0;
  const rooms = ofKind('room').sort((a, b) => b.joined - a.joined || a.name.localeCompare(b.name));
  drawSide(rooms, ofKind('private'), active, choose);
  drawAlerts(alerts, read);
  const connected = connection?.socket.connected ?? false;
  byId('send').disabled = !connected;
  byId('app').classList.toggle('offline', !connected);
  byId('people-heading').textContent = connected ? 'Here now' : 'Here when you went offline';
  byId('hint').textContent = connected ? 'Enter sends, Shift + Enter starts a new line.'
    : 'Not connected: what you write stays here until you are back.';
  for (const button of document.querySelectorAll('[data-show]')) {
    button.setAttribute('aria-current', String(button.dataset.show === document.body.dataset.panel));
  }
  const unread = [...conversations.values()].reduce((sum, one) => sum + one.unread, 0);
  drawBadge('tab-rooms', unread);
  const news = unread + alerts.filter((alert) => !alert.read).length;
  document.title = `${news ? `(${news}) ` : ''}${active ? `${active.name} – ` : ''}Sockeye chat`;
  if (!active) return;
  const isRoom = active.kind === 'room';
  byId('title').textContent = `${isRoom ? '#' : '@'}${active.name}`;
  byId('subtitle').textContent = isRoom ? `${active.members.length} here: ${active.members.join(', ')}`
    : `Only you and ${active.name} read this. Private messages are not stored.`;
  byId('leave').hidden = !isRoom || rooms.filter((one) => one.joined).length < 2;
  drawPeople(isRoom ? active.members : [active.name, me], me, (name) => choose(conversation('private', name)));
}

function drawConversation() {
  drawMessages(active, me, retry);
  drawTypingLine();
}

function drawTypingLine() {
  drawTyping(active?.kind === 'room' ? [...(typing.get(active.name)?.keys() ?? [])] : []);
}

function problem(text) {
  byId('problem').textContent = text;
}

// ---- what the person does --------------------------------------------------------------------------------------------

byId('sign-in-form').addEventListener('submit', (event) => {
  event.preventDefault();
  signIn(byId('user').value.trim());
});

byId('sign-out').addEventListener('click', () => {
  sessionStorage.clear();
  connection.stop();
  location.replace(location.pathname);
});

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = byId('text').value.trim();
  if (!text || byId('send').disabled) return;
  byId('text').value = '';
  tellTyping(false);
  send(active, text);
});

byId('text').addEventListener('input', () => tellTyping(byId('text').value.trim() !== ''));
byId('text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId('composer').requestSubmit();
  }
});

byId('new-room').addEventListener('submit', (event) => {
  event.preventDefault();
  const name = byId('new-room-name').value.trim().replace(/^#/, '');
  if (!name) return;
  byId('new-room-name').value = '';
  choose(room(name));
});

byId('leave').addEventListener('click', () => leave(active));
byId('alerts-read').addEventListener('click', () => read(...alerts));
byId('copy').addEventListener('click', async () => {
  await navigator.clipboard.writeText(byId('curl').textContent);
  byId('copy').textContent = 'Copied';
  setTimeout(() => { byId('copy').textContent = 'Copy'; }, 1500);
});

byId('theme').addEventListener('click', () => {
  const dark = getComputedStyle(document.documentElement).colorScheme === 'dark'
    || (!document.documentElement.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('theme', document.documentElement.dataset.theme);
});

for (const button of document.querySelectorAll('[data-show]')) {
  button.addEventListener('click', () => {
    document.body.dataset.panel = button.dataset.show;
    draw();
  });
}

document.addEventListener('visibilitychange', () => { if (connection) draw(); });

const theme = localStorage.getItem('theme');
if (theme) document.documentElement.dataset.theme = theme;
byId('user').value = query.get('user') ?? sessionStorage.getItem('user') ?? localStorage.getItem('user') ?? '';
if (query.get('user') || sessionStorage.getItem('user')) signIn(byId('user').value);
else byId('user').focus();
