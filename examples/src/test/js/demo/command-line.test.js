// What a person at the terminal sees: one clear line for each mistake, and an exit that scripts can tell.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { freePort, run, start, stop } from '../support/program.js';

const lines = (program) => program.output.trim().split('\n').filter((line) => !line.includes('building'));

async function fails(command, env) {
  const program = run(command, env);
  const { code } = await program.ended;
  assert.ok(code > 0, `exit ${code}: ${program.output}`);
  assert.equal(lines(program).length, 1, program.output);
  return lines(program)[0];
}

test('--help lists the flags', async () => {
  const program = run('bin/demo --help');
  assert.deepEqual(await program.ended, { code: 0, signal: null });
  for (const flag of ['--port', '--host', '--redis', '--help']) assert.ok(program.output.includes(flag), flag);
});

test('a bad flag is named in one line', async () => {
  assert.match(await fails('bin/demo --prot 3000'), /--prot/);
  assert.match(await fails('bin/demo --port'), /--port/);
  assert.match(await fails('bin/demo --port x'), /--port x/);
  assert.match(await fails('bin/demo --port 65536'), /65536/);
});

test('a taken port is named in one line', async () => {
  const other = createServer();
  await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = other.address();
    assert.match(await fails(`bin/demo --host 127.0.0.1 --port ${port}`), new RegExp(`${port}.*in use`));
  } finally {
    other.close();
  }
});

test('a missing JDK is named in one line', async () => {
  assert.match(await fails('bin/demo', { JAVA: '/nowhere/java' }), /JDK 17/);
});

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(`prints what to do, and ends on ${signal}`, async () => {
    const port = await freePort();
    const program = await start(`bin/demo --host 127.0.0.1 --port ${port}`, `http://127.0.0.1:${port}`);
    const { code } = await stop(program, signal);
    assert.equal(code, 0);
    assert.ok(program.output.includes(`curl -X POST localhost:${port}/api`), program.output);
    assert.ok(!/exception/i.test(program.output), program.output);
  });
}
