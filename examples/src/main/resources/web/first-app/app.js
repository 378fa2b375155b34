const byId = (id) => document.getElementById(id);
const show = (text) => byId('log').append(Object.assign(document.createElement('li'), { textContent: text }));
const socket = io();

socket.on('connect', () => { byId('state').textContent = `connected as ${socket.id}`; });
socket.on('disconnect', (reason) => { byId('state').textContent = `disconnected: ${reason}`; });
socket.on('hello', (...args) => show(`hello ${JSON.stringify(args)}`));
socket.on('chat message', (text) => show(text));

byId('chat').addEventListener('submit', (event) => {
  event.preventDefault();
  socket.emit('chat message', byId('text').value);
  byId('text').value = '';
});
