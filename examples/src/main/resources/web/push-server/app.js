const byId = (id) => document.getElementById(id);
const show = (text) => byId('log').append(Object.assign(document.createElement('li'), { textContent: text }));
const token = new URLSearchParams(location.search).get('token') ?? 'token-1';
const socket = io();

byId('token').textContent = token;
socket.on('connect', () => {
  byId('state').textContent = 'connected';
  socket.emit('user_login', { userId: token, socketId: socket.id, tokenId: token }); // after each reconnect as well
});
socket.on('disconnect', (reason) => { byId('state').textContent = `disconnected: ${reason}`; });
socket.on('receive_message', ({ entityType, data }) => show(`${entityType}: ${JSON.stringify(data)}`));
socket.on('new_user', () => show('somebody else connected'));
