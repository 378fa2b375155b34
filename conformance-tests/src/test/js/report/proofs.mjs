import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SKIPPED = new Set(["node_modules", ".git", "src", "classes", "test-classes"]);

/** All files of this ending in folders named target/proves, below the folder. */
function* proofFiles(folder, inTarget = false) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) {
      yield* proofFiles(path, inTarget || entry.name === "target");
    } else if (inTarget && path.includes("/target/proves/") && entry.name.endsWith(".jsonl")) {
      yield path;
    }
  }
}

/** What kind of test a line came from, by its file. */
function kindOf(path) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const found = /^js-([a-z]+)/.exec(name);
  return found ? found[1] : "java";
}

/** Every recorded result: {rows, test, ok, kind}. A skipped test has proven nothing and counts as failed. */
export function readProofs(root) {
  const proofs = [];
  for (const path of proofFiles(root)) {
    for (const line of readFileSync(path, "utf8").split("\n")) {
      if (line === "") continue;
      const { rows, test, ok, result } = JSON.parse(line);
      proofs.push({ rows, test, ok: ok ?? result === "passed", kind: kindOf(path) });
    }
  }
  return proofs;
}

/** Row id -> what is known about it. */
export function byRow(proofs) {
  const rows = new Map();
  for (const proof of proofs) {
    for (const row of proof.rows) {
      if (!rows.has(row)) rows.set(row, []);
      rows.get(row).push(proof);
    }
  }
  return rows;
}
