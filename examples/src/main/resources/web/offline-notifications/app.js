const byId = (id) => document.getElementById(id);
const show = (text) => byId('log').append(Object.assign(document.createElement('li'), { textContent: text }));
const me = new URLSearchParams(location.search).get('user') ?? 'ann';
const unread = new Map(); // by id: a notification may come twice, but is shown once
const pending = new Map(); // what the server has not said to be stored

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
  const id = `${me}-${Date.now()}-${Math.random().toString(36).slice(2)}`;
  pending.set(id, { receiver_id: byId('receiver').value, id, text: byId('text').value });
  byId('text').value = '';
  send(pending.get(id));
});

function send(todo) {
  socket.emit('todo', todo, (answer) => { if (answer.ok) pending.delete(todo.id); });
}

setInterval(() => { if (socket.connected) pending.forEach(send); }, 3000);

byId('read').addEventListener('click', () => {
  socket.emit('read', { ids: [...unread.keys()] }, ({ ok }) => {
    if (!ok) return;
    unread.clear();
    byId('log').replaceChildren();
  });
});
