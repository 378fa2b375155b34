// Starts a program as a user starts it, and ends it as a user ends it.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const repository = fileURLToPath(new URL('../../../../../', import.meta.url));
const START_LIMIT_MS = 180_000; // the first start may build
const STOP_LIMIT_MS = 15_000;

/** A port nobody listens on right now: the one asked for, or any. Rejects if that one is taken. */
export function freePort(wanted = 0) {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Runs `command` in a shell; answers at once with what it printed so far and when it ended. */
export function run(command, env = {}) {
  const child = spawn(`exec ${command}`, { shell: true, cwd: repository, env: { ...process.env, ...env } });
  const program = { child, output: '', exit: null };
  child.stdout.on('data', (data) => { program.output += data; });
  child.stderr.on('data', (data) => { program.output += data; });
  program.ended = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve(program.exit = { code, signal }));
  });
  return program;
}

/** Runs `command` and waits until something answers at `url`. */
export async function start(command, url, env) {
  const program = run(command, env);
  for (const deadline = Date.now() + START_LIMIT_MS; ;) {
    if (program.exit) throw new Error(`${command} ended with ${JSON.stringify(program.exit)}:\n${program.output}`);
    try {
      await fetch(url, { signal: AbortSignal.timeout(2000) });
      return program;
    } catch (error) {
      if (Date.now() > deadline) {
        program.child.kill('SIGKILL');
        throw new Error(`${command} does not answer at ${url}:\n${program.output}`, { cause: error });
      }
      await sleep(100);
    }
  }
}

/** Ends a program by SIGTERM and answers with its exit; one that does not go is killed, which is an error. */
export async function stop(program, signal = 'SIGTERM') {
  if (!program || program.exit) return program?.exit;
  program.child.kill(signal);
  const timer = setTimeout(() => program.child.kill('SIGKILL'), STOP_LIMIT_MS);
  const exit = await program.ended;
  clearTimeout(timer);
  if (exit.signal === 'SIGKILL' && signal !== 'SIGKILL') throw new Error(`did not end on ${signal}:\n${program.output}`);
  return exit;
}
