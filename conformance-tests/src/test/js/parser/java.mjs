import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../../../../bin/", import.meta.url));

/** A program of ours that answers each line with a line. */
export class Answers {
  #java;
  #lines;

  /** Runs a main class of the built tree, with an argument; also classes of the tests of engine-io. */
  constructor(main, argument = "") {
    const script = `. "$0launch.sh"; exec "$(java_program)" -cp "$(class_path conformance-tests):$root/engine-io/target/test-classes" ${main} ${argument}`;
    this.#java = spawn("bash", ["-c", script, BIN], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#java.stdout })[Symbol.asyncIterator]();
  }

  /** The answers to some questions, in their order. */
  async to(questions) {
    this.#java.stdin.write(questions.map((question) => `${question}\n`).join(""));
    const answers = [];
    for (let i = 0; i < questions.length; i++) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error("our parser ended early");
      answers.push(value);
    }
    return answers;
  }

  end() {
    this.#java.stdin.end();
  }
}

/** Counts agreements and accepted differences, and shows the first ones that are not. */
export class Tally {
  #accepted;
  #counts = { compared: 0, taken: 0, refused: 0, unexplained: 0 };

  constructor(accepted) {
    this.#accepted = new Map(accepted.map((entry) => [entry, 0]));
  }

  get compared() {
    return this.#counts.compared;
  }

  /** Both say the same. */
  same(accepted) {
    this.#counts.compared++;
    this.#counts[accepted ? "taken" : "refused"]++;
  }

  /** They differ; `shown` is made only if that is to be shown. */
  different(difference, shown) {
    this.#counts.compared++;
    for (const [entry, times] of this.#accepted) {
      if (entry.rule(difference)) {
        this.#accepted.set(entry, times + 1);
        return;
      }
    }
    if (++this.#counts.unexplained <= 20) console.log(`differs ${shown()}`);
  }

  /** Prints the result, and fails the program if a difference is left. */
  report(name) {
    const { compared, taken, refused, unexplained } = this.#counts;
    console.log(`${name}: ${compared} inputs, ${taken} taken by both, ${refused} refused by both`);
    for (const [entry, times] of this.#accepted) if (times > 0) console.log(`  differs ${times} times: ${entry.title}`);
    console.log(`  ${unexplained} unexplained differences`);
    if (unexplained > 0) process.exitCode = 1;
  }
}
