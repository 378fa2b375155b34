import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const FIXTURE = fileURLToPath(new URL("../fixtures/fixture.mjs", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));
const START_TIMEOUT_MILLIS = 30_000;

/** A port that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * FIXTURE names another program than bin/fixture.
 * Starts a fixture of the reference server ("node") or of ours ("java") and waits until it accepts.
 * Returns {kind, name, port, output(), running(), stop()}.
 */
export async function startFixture(kind, name, options = []) {
  const port = await freePort();
  const [command, args] =
    kind === "node"
      ? [process.execPath, [FIXTURE, name, String(port), ...options]]
      : [process.env.FIXTURE ?? `${ROOT}bin/fixture`, [name, String(port), ...options]];
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  // However this program ends, its servers end with it.
  process.once("exit", () => child.kill("SIGTERM"));
  let output = "";
  let ended = false;
  const exited = new Promise((resolve) => {
    child.on("error", (err) => {
      output += err.message;
      resolve();
    });
    child.on("exit", () => resolve());
  }).then(() => (ended = true));
  const keep = (chunk) => (output = (output + chunk).slice(-20_000));
  const listening = new Promise((resolve) => {
    child.stdout.on("data", (chunk) => {
      keep(chunk);
      if (/^LISTENING \d+/m.test(output)) resolve(true);
    });
    child.stderr.on("data", keep);
  });
  const deadline = new Promise((resolve) => setTimeout(resolve, START_TIMEOUT_MILLIS).unref());
  const ready = await Promise.race([listening, exited.then(() => false), deadline]);
  const stop = async () => {
    if (ended) return;
    child.kill("SIGTERM");
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
    if (!ended) child.kill("SIGKILL");
  };
  if (ready !== true) {
    await stop();
    throw new Error(`fixture ${name} (${kind}) did not start: ${output.trim()}`);
  }
  return { kind, name, port, output: () => output, running: () => !ended, stop };
}
