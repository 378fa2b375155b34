const byId = (id) => document.getElementById(id);
const show = (text) => byId('log').append(Object.assign(document.createElement('li'), { textContent: text }));
const socket = io('/notice', { path: '/notice', query: { token: new URLSearchParams(location.search).get('token') ?? '' } });

socket.on('connect', () => {
  byId('state').textContent = 'connected';
  socket.emit('whoami', (user) => { byId('me').textContent = user; });
});
socket.on('disconnect', (reason) => { byId('state').textContent = `disconnected: ${reason}`; });
socket.on('connect_error', (error) => { byId('state').textContent = error.message; });
socket.on('notice', (data) => show(JSON.stringify(data)));
