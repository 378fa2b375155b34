// Draws. Everything that came from a person goes to the page as text, never as markup.

export const byId = (id) => document.getElementById(id);

export function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-')) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function clock(millis, seconds = false) {
  return new Date(millis).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', ...(seconds && { second: '2-digit' }) });
}

export function duration(millis) {
  const s = Math.round(millis / 1000);
  if (s < 60) return `${s} s`;
  return s < 3600 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** Conversations of the side bar: rooms first those one is in, then private ones. */
export function drawSide(rooms, privates, active, choose) {
  const item = (conversation, sign, detail) => el('li', {}, el('button', {
    type: 'button',
    className: conversation.joined ? 'item' : 'item not-joined',
    onclick: () => choose(conversation),
    'aria-current': String(conversation === active),
    'data-conversation': conversation.key,
  }, el('span', { className: 'sign', 'aria-hidden': 'true' }, sign), el('span', { className: 'grow' }, conversation.name),
  detail, badge(conversation.unread)));

  redraw(byId('rooms'), rooms.map((room) => item(room, '#', el('span', { className: 'count', title: 'people in this room' },
    String(room.people)))));
  redraw(byId('privates'), privates.map((one) => item(one, '@', null)));
  byId('no-privates').hidden = privates.length > 0;
}

/** Replaces a list and gives the focus back to the entry that had it. */
function redraw(list, items) {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.conversation : null;
  list.replaceChildren(...items);
  if (focused) [...list.querySelectorAll('button')].find((button) => button.dataset.conversation === focused)?.focus();
}

function badge(count) {
  return count ? el('span', { className: 'badge' }, String(count), el('span', { className: 'sr' }, ' unread')) : null;
}

export function drawBadge(id, count) {
  byId(id).hidden = !count;
  byId(id).textContent = count || '';
}

export function drawPeople(members, me, writeTo) {
  byId('people-count').textContent = members.length;
  redraw(byId('people'), members.map((name) => el('li', {}, el('button', {
    type: 'button',
    className: 'item',
    disabled: name === me,
    onclick: () => writeTo(name),
    title: name === me ? '' : `Write to ${name} alone`,
    'data-conversation': name,
  }, avatar(name), el('span', { className: 'grow' }, name), el('span', { className: 'muted small' }, name === me ? 'you' : 'write')))));
}

function avatar(name) {
  const picture = el('span', { className: 'avatar', 'aria-hidden': 'true' }, [...name][0].toUpperCase());
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)) % 360;
  picture.style.setProperty('--hue', hash);
  return picture;
}

/** Draws a whole conversation, which is not news to a screen reader. */
export function drawMessages(conversation, me, retry) {
  const list = byId('messages');
  list.setAttribute('aria-live', 'off');
  list.replaceChildren();
  conversation.messages.forEach((message, i) => list.append(line(message, conversation.messages[i - 1], me, retry)));
  list.scrollTop = list.scrollHeight;
  requestAnimationFrame(() => list.setAttribute('aria-live', 'polite'));
}

/** Adds the last message of a conversation; scrolls along only for someone who reads at the end. */
export function drawLast(conversation, me, retry) {
  const list = byId('messages');
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const message = conversation.messages.at(-1);
  list.append(line(message, conversation.messages.at(-2), me, retry));
  if (atEnd || message.user === me) list.scrollTop = list.scrollHeight;
}

function line(message, previous, me, retry) {
  if (message.note) return el('li', { className: 'note' }, el('span', {}, message.note));
  const follows = previous?.user === message.user && message.time - previous.time < 5 * 60_000;
  const mine = message.user === me;
  const state = message.failed
    ? el('span', { className: 'failed' }, `Not sent: ${message.failed}. `,
      el('button', { type: 'button', className: 'link', onclick: () => retry(message) }, 'Send again'))
    : message.sending ? el('span', { className: 'muted small' }, 'sending…') : null;
  return el('li', { className: `message${follows ? ' follows' : ''}${mine ? ' mine' : ''}`, 'data-id': message.id },
    avatar(message.user),
    el('div', { className: 'bubble' },
      el('p', { className: follows ? 'sr' : 'who' }, el('b', {}, message.user), ' ',
        el('time', { dateTime: new Date(message.time).toISOString() }, clock(message.time))),
      el('p', { className: 'text' }, message.text),
      ...(state ? [state] : [])));
}

export function drawTyping(names) {
  const text = names.length === 0 ? '' : names.length > 3 ? 'Several people are typing…'
    : `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} typing…`;
  if (byId('typing').textContent !== text) byId('typing').textContent = text;
}

export function drawAlerts(alerts, read) {
  const unread = alerts.filter((alert) => !alert.read).length;
  byId('no-alerts').hidden = alerts.length > 0;
  byId('alerts-read').hidden = unread === 0;
  drawBadge('alerts-count', unread);
  drawBadge('tab-alerts', unread);
  byId('alerts').replaceChildren(...alerts.map((alert) => el('li', { className: alert.read ? 'alert' : 'alert unread', 'data-id': alert.id },
    el('p', { className: 'alert-title' }, el('b', {}, alert.title), ' ', el('time', { className: 'muted small' }, clock(alert.time))),
    alert.body ? el('p', {}, alert.body) : null,
    alert.read ? null : el('button', { type: 'button', className: 'link', onclick: () => read(alert), 'aria-label': `Mark as read: ${alert.title}` },
      'Mark as read'))));
}
