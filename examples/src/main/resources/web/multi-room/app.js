const byId = (id) => document.getElementById(id);
const show = (text) => byId('log').append(Object.assign(document.createElement('li'), { textContent: text }));
const query = new URLSearchParams(location.search);
const roomid = query.get('roomid') ?? 'k12_webcourse_room_1';
const username = query.get('username') ?? `guest-${Math.random().toString(36).slice(2, 6)}`;
const socket = io({ query: { roomid } });

byId('room').textContent = roomid;
socket.on('connect', () => {
  byId('state').textContent = `connected as ${username}`;
  socket.emit('join', { username }); // again after each reconnect: another process may answer
});
socket.on('disconnect', (reason) => { byId('state').textContent = `disconnected: ${reason}`; });
socket.on('message', ({ event, data }) => {
  if (event === 'join') show(`${data.username} came`);
  if (event === 'broadcast_say') show(`${data.username}: ${data.text}`);
  if (event === 'broadcast_quit') show(`${data.username} left`);
});

byId('say').addEventListener('submit', (event) => {
  event.preventDefault();
  socket.emit('say', { text: byId('text').value });
  byId('text').value = '';
});
