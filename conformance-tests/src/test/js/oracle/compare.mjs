const NODE = Number(process.versions.node.split(".")[0]);
const FAILURE = /^(script: .*|.*: waited in vain.*)$/m;

/**
 * Compares two transcripts. Accepted differences are data: where an entry applies to the scenario, what it
 * describes on either side is replaced by its id, and the rest must still be equal.
 */
export class Comparison {
  #seen = new Set();

  constructor(accepted) {
    // Entries without a pattern describe what is not compared in the first place; some hold for older versions of Node alone.
    this.accepted = accepted.filter(({ scenario, nodeUpTo = NODE }) => scenario && NODE <= nodeUpTo).map((entry) => ({
      ...entry,
      scenario: new RegExp(entry.scenario),
      reference: new RegExp(entry.reference, "gm"),
      ours: new RegExp(entry.ours, "gm"),
    }));
  }

  compare(scenario, expected, actual) {
    const { id, title, rows } = scenario;
    const result = { id, title, rows, ok: true, accepted: [] };
    // A script that does not work against the reference shows nothing.
    if (FAILURE.test(expected)) return { ...result, ok: false, diff: `the script fails:\n${expected}` };
    if (expected === actual) return result;
    let left = expected;
    let right = actual;
    for (const entry of this.accepted) {
      if (left === right || !entry.scenario.test(id)) continue;
      const newLeft = left.replace(entry.reference, `<${entry.id}>`);
      const newRight = right.replace(entry.ours, `<${entry.id}>`);
      if (newLeft === left && newRight === right) continue;
      left = newLeft;
      right = newRight;
      result.accepted.push(entry.id);
    }
    if (left === right) {
      for (const used of result.accepted) this.#seen.add(used);
      return result;
    }
    return { ...result, ok: false, diff: diff(expected, actual) };
  }

  /** Entries no scenario has needed: a difference that is gone must leave the list. */
  unused() {
    return this.accepted.map(({ id }) => id).filter((id) => !this.#seen.has(id));
  }
}

/** Both transcripts, lines in common once, the others marked with - (reference) and + (ours). */
function diff(expected, actual) {
  const left = expected.split("\n");
  const right = actual.split("\n");
  const table = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      table[i][j] = left[i] === right[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  const lines = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      lines.push(`  ${left[i++]}`);
      j++;
    } else if (j >= right.length || (i < left.length && table[i + 1][j] >= table[i][j + 1])) {
      lines.push(`- ${left[i++]}`);
    } else {
      lines.push(`+ ${right[j++]}`);
    }
  }
  return lines.join("\n");
}
