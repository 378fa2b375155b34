// Two people in two browser windows use the demo. DEMO_COMMAND may name another server of the same events.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, screenshot } from '../support/browser.js';
import { freePort, start, stop } from '../support/program.js';

const command = process.env.DEMO_COMMAND ?? 'bin/demo';
const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

let port;
let url;
let server;
let browser;
let ann;
let bob;
const pageErrors = [];

before(async () => {
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
  server = await startServer();
  browser = await launch();
  ann = await person(desktop);
  bob = await person(desktop);
});

after(async () => {
  await browser?.close();
  await stop(server);
});

const startServer = () => start(`${command} --host 127.0.0.1 --port ${port}`, url);

/** A browser of one's own: nothing is shared with the other person. */
async function person(viewport, options = {}) {
  const context = await browser.newContext({ viewport, ...options });
  context.setDefaultTimeout(10_000);
  return watch(await context.newPage());
}

function watch(page) {
  page.on('pageerror', (error) => pageErrors.push(error.message));
  return page;
}

async function signIn(page, name) {
  await page.goto(url);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join the chat' }).click();
  await page.getByText('Connected', { exact: true }).waitFor();
}

async function write(page, text) {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

const messages = (page) => page.getByRole('log');
const room = (page, name) => page.locator(`[data-conversation="room:${name}"]`);

async function push(body, type = 'application/json') {
  const response = await fetch(`${url}/api`, { method: 'POST', headers: { 'content-type': type }, body });
  return { status: response.status, answer: await response.json() };
}

test('connects by polling and shows the upgrade to WebSocket', async () => {
  await signIn(ann, 'ann');
  await ann.locator('#transport[data-transport="websocket"]').waitFor();
  assert.equal(await ann.locator('#fact-transport').textContent(), 'polling → websocket');
  const log = await ann.locator('#wire-log').textContent();
  assert.match(log, /upgraded to websocket.*transport opened: polling/s);
  await ann.locator('#latency', { hasText: /^[\d.]+ ms$/ }).waitFor();
});

test('refuses a name that is none, and says why', async () => {
  const page = await person(desktop);
  await page.goto(url);
  await page.getByLabel('Your name').fill('no <b>markup</b>');
  await page.getByRole('button', { name: 'Join the chat' }).click();
  await page.getByRole('alert').filter({ hasText: 'A name is' }).waitFor();
  await page.context().close();
});

test('shows who is in the room, as they come', async () => {
  await signIn(bob, 'bob');
  await ann.locator('#people', { hasText: 'bob' }).waitFor();
  await bob.locator('#people', { hasText: 'ann' }).waitFor();
  assert.equal(await room(ann, 'lobby').locator('.count').textContent(), '2');
});

test('brings a message to the other window, as text and not as markup', async () => {
  await write(ann, 'Hello <img src=x onerror=alert(1)> bob');
  await messages(bob).getByText('Hello <img src=x onerror=alert(1)> bob').waitFor();
  assert.equal(await messages(bob).locator('img').count(), 0);
  await write(bob, 'Hello ann');
  await messages(ann).getByText('Hello ann').waitFor();
  assert.equal(await messages(ann).getByText('sending…').count(), 0);
});

test('shows who is typing, until the message comes', async () => {
  await bob.getByLabel('Message', { exact: true }).pressSequentially('typing now');
  await ann.getByText('bob is typing…').waitFor();
  await bob.getByLabel('Message', { exact: true }).press('Enter');
  await messages(ann).getByText('typing now').waitFor();
  await ann.getByText('bob is typing…').waitFor({ state: 'detached' });
});

test('gives the history to whoever joins later', async () => {
  const carol = await person(phone, { isMobile: true, hasTouch: true });
  await signIn(carol, 'carol');
  await messages(carol).getByText('Hello ann').waitFor();
  await messages(carol).getByText('typing now').waitFor();
  await screenshot(carol, 'demo-phone');
  await carol.context().close();
  await ann.locator('#people', { hasText: 'carol' }).waitFor({ state: 'detached' });
});

test('counts what is unread in a room one is not looking at', async () => {
  await ann.getByLabel('Name of the room to open').fill('tea');
  await ann.getByRole('button', { name: 'Open the room' }).click();
  await ann.getByRole('heading', { name: '#tea' }).waitFor();
  await write(bob, 'are you there?');
  await room(ann, 'lobby').getByText('1 unread').waitFor();
  assert.match(await ann.title(), /^\(1\) /);
  await bob.getByRole('button', { name: /tea/ }).click();
  await bob.getByRole('heading', { name: '#tea' }).waitFor();
  await write(bob, 'tea for two');
  await messages(ann).getByText('tea for two').waitFor();
  await room(ann, 'lobby').click();
  await messages(ann).getByText('are you there?').waitFor();
  assert.equal(await room(ann, 'lobby').getByText('unread').count(), 0);
});

test('says why a room cannot be opened', async () => {
  await bob.getByLabel('Name of the room to open').fill('no/such room');
  await bob.getByLabel('Name of the room to open').press('Enter');
  await bob.getByRole('alert').filter({ hasText: 'Cannot join no/such room: ' }).waitFor();
  assert.equal(await bob.getByRole('button', { name: /no\/such/ }).count(), 0);
  await room(bob, 'tea').click();
  assert.equal(await bob.locator('#problem').textContent(), '');
});

test('keeps a private message between two people, in all their tabs', async () => {
  const dora = await person(desktop);
  await signIn(dora, 'dora');
  const bobsOtherTab = watch(await bob.context().newPage());
  await bobsOtherTab.goto(`${url}/?user=bob`);
  await bobsOtherTab.locator('#people', { hasText: 'ann' }).waitFor();

  await ann.locator('#people').getByRole('button', { name: /bob/ }).click();
  await write(ann, 'just between us');
  for (const page of [bob, bobsOtherTab]) {
    await page.locator('[data-conversation="private:ann"]').getByText('1 unread').waitFor();
    await page.locator('[data-conversation="private:ann"]').click();
    await messages(page).getByText('just between us').waitFor();
  }
  await room(ann, 'lobby').click();
  await write(ann, 'for all');
  await messages(dora).getByText('for all').waitFor();
  assert.equal(await dora.getByText('just between us').count(), 0);
  await bobsOtherTab.close();
  await dora.context().close();
});

test('pushes a notification by HTTP to all open tabs of that user, and to nobody else', async () => {
  const other = watch(await ann.context().newPage());
  await other.goto(`${url}/?user=ann`);
  await other.getByText('Connected', { exact: true }).waitFor();
  const pushed = await push(JSON.stringify({ user: 'ann', title: 'Lunch', body: 'The soup is ready' }));
  assert.deepEqual(pushed, { status: 200, answer: { ok: true, delivered: 2 } });
  for (const page of [ann, other]) await page.locator('#alerts').getByText('The soup is ready').waitFor();
  assert.equal(await bob.locator('#alerts li').count(), 0);
  await other.close();
  await ann.getByRole('button', { name: 'Mark as read: Lunch' }).click();
  await ann.locator('#alerts-count').waitFor({ state: 'hidden' });
});

test('answers a wrong push with 400 and the reason', async () => {
  for (const wrong of ['', 'no json', '[]', '{"title":"x"}', '{"user":"ann"}', '{"user":7,"title":"x"}', '{"user":"ann","title":""}']) {
    const { status, answer } = await push(wrong);
    assert.equal(status, 400, wrong);
    assert.equal(answer.ok, false, wrong);
    assert.match(answer.error, /\w+/, wrong);
  }
});

test('says that the server is gone, keeps the text, and comes back with room and history', async () => {
  await ann.emulateMedia({ colorScheme: 'dark' });
  await screenshot(ann, 'demo-dark');
  const exit = await stop(server);
  assert.ok(exit.code === 0 || exit.code === 143, `graceful exit, but ${JSON.stringify(exit)}`);
  await ann.getByText(/^Reconnecting.*offline for \d+ s$/).waitFor();
  await ann.getByLabel('Message', { exact: true }).fill('written while offline');
  assert.ok(await ann.getByRole('button', { name: 'Send' }).isDisabled());
  await screenshot(ann, 'demo-offline');

  server = await startServer();
  await ann.getByText('Connected', { exact: true }).waitFor({ timeout: 30_000 });
  await bob.getByText('Connected', { exact: true }).waitFor({ timeout: 30_000 });
  assert.equal(await ann.locator('#fact-reconnects').textContent(), '1');
  await messages(ann).getByText(/The server is another one now/).waitFor();
  await messages(ann).getByText('Hello ann').waitFor();
  await ann.locator('#people', { hasText: 'bob' }).waitFor();
  await ann.getByRole('button', { name: 'Send' }).click();
  await room(bob, 'lobby').click();
  await messages(bob).getByText('written while offline').waitFor();
  await screenshot(bob, 'demo-desktop');
});

test('leaves no error behind in any window', () => {
  assert.deepEqual(pageErrors, []);
});
