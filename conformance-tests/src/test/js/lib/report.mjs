import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where generated files go: conformance-tests/target. */
export const TARGET = fileURLToPath(new URL("../../../../target/", import.meta.url));

export function writeTarget(name, text) {
  const path = TARGET + name;
  mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Writes one JSON line per result: which rows of the feature list a test has proven, or not. */
export function writeProofs(name, results) {
  const lines = results.map(({ rows, test, ok, ...rest }) => JSON.stringify({ rows, test, ok, ...rest }));
  return writeTarget(`proves/js-${name}.jsonl`, lines.map((line) => line + "\n").join(""));
}
