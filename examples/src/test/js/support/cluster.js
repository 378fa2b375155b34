// examples/bin/cluster with ports of its own: Redis, processes and nginx, as a user starts them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, run, stop } from './program.js';

const START_LIMIT_MS = 180_000;

/** Consecutive free ports, as far as that can be known. */
async function freePorts(count) {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 10_000);
    const all = await Promise.all(Array.from({ length: count }, (_, i) => freePort(base + i).catch(() => null)));
    if (!all.includes(null)) return base;
  }
}

/**
 * Starts a system as a cluster. `process(i)` has `pid`, `port` and `url`; `directory` is where Redis writes.
 */
export async function startCluster(name, { instances = 2, flags = '' } = {}) {
  const base = await freePorts(instances + 2);
  const [nginxPort, redisPort] = [base + instances, base + instances + 1];
  const directory = await mkdtemp(join(tmpdir(), 'sockeye-cluster-'));
  const program = run(`examples/bin/cluster ${name} --instances ${instances} --base-port ${base} `
    + `--listen 127.0.0.1:${nginxPort} --redis-port ${redisPort} -- ${flags}`, { KEEP: directory });
  for (const deadline = Date.now() + START_LIMIT_MS; !program.output.includes('READY '); ) {
    if (program.exit || Date.now() > deadline) {
      await stop(program);
      throw new Error(`the cluster did not start:\n${program.output}`);
    }
    await sleep(100);
  }
  const found = (pattern) => {
    const [, pid, port] = program.output.match(pattern);
    return { pid: Number(pid), port: Number(port), url: `http://127.0.0.1:${port}` };
  };
  return {
    url: `http://127.0.0.1:${nginxPort}`,
    directory,
    redis: found(/^redis pid (\d+) port (\d+)/m),
    process: (i) => found(new RegExp(`^process ${i} pid (\\d+) port (\\d+)`, 'm')),
    output: () => program.output,
    async stop() {
      await stop(program);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
