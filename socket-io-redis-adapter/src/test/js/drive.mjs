// Drives a program over stdin and stdout: a JSON object per line each way.
//   in:  {"id": 1, "op": "broadcast", "args": {...}}
//   out: {"id": 1, "result": ...} or {"id": 1, "error": "..."}, and whatever else is written
import { createInterface } from "node:readline";

export const write = (message) => process.stdout.write(JSON.stringify(message) + "\n");

/** Calls the operation that each line names, until the input ends. */
export function drive(ops) {
  createInterface({ input: process.stdin }).on("line", async (line) => {
    const { id, op, args } = JSON.parse(line);
    try {
      write({ id, result: (await ops[op](args ?? {})) ?? null });
    } catch (e) {
      write({ id, error: String(e?.stack ?? e) });
    }
  });
  process.stdin.on("end", () => process.exit(0));
}
