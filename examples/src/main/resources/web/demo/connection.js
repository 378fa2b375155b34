// The socket and everything the page shows about it: state, transport, latency, reconnects, log.
import { byId, el, clock, duration } from './view.js';

const LATENCY_EVERY_MS = 3000;
const ACK_TIMEOUT_MS = 5000;
const LOG_LINES = 50;

export function connect(user, handlers) {
  const socket = window.io({ auth: { user }, reconnectionDelayMax: 3000, forceNew: true });
  const manager = socket.io;
  let connectedAt = 0;
  let lostAt = 0;
  let reconnects = 0;
  let attempt = 0;

  show('connecting', 'Connecting…');

  manager.on('open', () => {
    const { engine } = manager;
    showTransport(engine.transport.name);
    log(`transport opened: ${engine.transport.name}`);
    engine.on('upgrade', (transport) => {
      showTransport(transport.name, true);
      log(`upgraded to ${transport.name}`);
    });
  });

  manager.on('reconnect_attempt', (n) => {
    attempt = n;
    log(`reconnect attempt ${n}`);
    tick();
  });

  socket.on('connect', () => {
    const offlineFor = lostAt && Date.now() - lostAt;
    if (offlineFor) {
      reconnects++;
      log(`back after ${duration(offlineFor)}, new socket ${socket.id}`);
    } else {
      log(`connected as socket ${socket.id}`);
    }
    connectedAt = Date.now();
    lostAt = attempt = 0;
    byId('fact-id').textContent = socket.id;
    byId('fact-reconnects').textContent = String(reconnects);
    show('connected', 'Connected');
    handlers.connected(offlineFor);
    measure();
  });

  socket.on('disconnect', (reason) => {
    lostAt = Date.now();
    connectedAt = 0;
    log(`disconnected: ${reason}`);
    showTransport('–');
    showLatency(null);
    byId('fact-id').textContent = '–';
    if (reason === 'io server disconnect') {
      show('down', 'Closed by the server');
    }
    tick();
    handlers.disconnected(reason);
  });

  socket.on('connect_error', (error) => {
    log(`cannot connect: ${error.message}`);
    if (!socket.active) { // the server answered, and its answer was no
      stop();
      handlers.refused(error.data?.reason ?? error.message);
    } else if (!lostAt) {
      lostAt = Date.now();
    }
  });

  const latencyTimer = setInterval(measure, LATENCY_EVERY_MS);
  const clockTimer = setInterval(tick, 1000);

  /** Emits and answers with what the server acknowledged, or with `{ ok: false, error }`: never rejects. */
  function request(event, data) {
    return new Promise((resolve) => {
      socket.timeout(ACK_TIMEOUT_MS).emit(event, data, (error, answer) => {
        resolve(error ? { ok: false, error: 'the server did not confirm it' } : answer);
      });
    });
  }

  function measure() {
    if (!socket.connected) return;
    const id = socket.id;
    const sent = performance.now();
    socket.timeout(ACK_TIMEOUT_MS).emit('latency', (error) => {
      if (socket.id === id) showLatency(error ? Infinity : performance.now() - sent);
    });
  }

  function tick() {
    byId('fact-since').textContent = connectedAt ? duration(Date.now() - connectedAt) : '–';
    if (!connectedAt && lostAt && socket.active) {
      const tries = attempt ? `, attempt ${attempt}` : '';
      show('reconnecting', `Reconnecting${tries}, offline for ${duration(Date.now() - lostAt)}`);
    }
  }

  function stop() {
    clearInterval(latencyTimer);
    clearInterval(clockTimer);
    socket.disconnect();
  }

  return { socket, request, stop };
}

function show(state, text) {
  const status = byId('status');
  const label = byId('status-text');
  status.dataset.state = state;
  // The seconds tick on screen, but a screen reader hears each change of state once.
  status.setAttribute('aria-live', state === 'reconnecting' && label.textContent.startsWith('Reconnecting') ? 'off' : 'polite');
  if (label.textContent !== text) label.textContent = text;
}

function showTransport(name, upgraded = false) {
  const pill = byId('transport');
  pill.textContent = name;
  pill.dataset.transport = name;
  pill.classList.toggle('upgraded', upgraded);
  byId('fact-transport').textContent = upgraded ? `polling → ${name}` : name;
}

const samples = [];

function showLatency(millis) {
  const text = millis === null ? '–' : Number.isFinite(millis) ? `${millis < 10 ? millis.toFixed(1) : Math.round(millis)} ms` : 'no answer';
  byId('latency').textContent = text === '–' ? '– ms' : text;
  byId('fact-latency').textContent = text;
  if (Number.isFinite(millis) && millis !== null) samples.push(millis);
  if (samples.length > 30) samples.shift();
  const top = Math.max(10, ...samples);
  byId('spark').firstElementChild.setAttribute('points',
    samples.length < 3 ? '' : samples.map((v, i) => `${(i * 100) / 29},${(19 - (v / top) * 18).toFixed(1)}`).join(' '));
}

function log(line) {
  const list = byId('wire-log');
  list.prepend(el('li', {}, el('time', {}, clock(Date.now(), true)), ` ${line}`));
  if (list.children.length > LOG_LINES) list.lastChild.remove();
}
