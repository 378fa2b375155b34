const byId = (id) => document.getElementById(id);
const show = (text) => byId('log').append(Object.assign(document.createElement('li'), { textContent: text }));
const me = new URLSearchParams(location.search).get('user') ?? 'ann';
const unread = new Map(); // by id: a notification may come twice, but is shown once

byId('me').textContent = me;
document.cookie = `user=${encodeURIComponent(me)}; path=/; samesite=lax`; // your login sets this one
const socket = io();

function receive(notification) {
  if (unread.has(notification.id)) return;
  unread.set(notification.id, notification);
  show(`${notification.from}: ${notification.data.text}`);
}

socket.on('connect', () => {
  byId('state').textContent = 'connected';
  socket.emit('user_login', { userId: me, socketId: socket.id });
});
socket.on('disconnect', (reason) => { byId('state').textContent = `disconnected: ${reason}`; });
socket.on('connect_error', (error) => { byId('state').textContent = error.message; });
socket.on('push_message', (inbox) => inbox.unread.forEach(receive));
socket.on('todo_message', receive);

byId('todo').addEventListener('submit', (event) => {
  event.preventDefault();
  // The id is ours, so that sending again after a lost answer does not store it twice.
  send({ receiver_id: byId('receiver').value, id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, text: byId('text').value });
  byId('text').value = '';
});

function send(todo) {
  socket.timeout(3000).emit('todo', todo, (error, answer) => {
    if (error || !answer.ok) setTimeout(send, 1000, todo);
  });
}

byId('read').addEventListener('click', () => {
  socket.emit('read', { ids: [...unread.keys()] }, ({ ok }) => {
    if (!ok) return;
    unread.clear();
    byId('log').replaceChildren();
  });
});
