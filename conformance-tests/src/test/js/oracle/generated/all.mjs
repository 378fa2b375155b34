import { Random } from "../random.mjs";
import { framesScenario, payloadScenario, requestScenario } from "./engine.mjs";
import { sequenceScenario } from "./sequences.mjs";
import { assembledScenario, damagedScenario, echoScenario, payload3Scenario, revision3Scenario } from "./socket.mjs";

const GENERATORS = {
  request: requestScenario,
  payload: payloadScenario,
  frames: framesScenario,
  echo: echoScenario,
  damaged: damagedScenario,
  assembled: assembledScenario,
  revision3: revision3Scenario,
  payload3: payload3Scenario,
  sequence: sequenceScenario,
};

/** The scenarios of a seed: count of each kind, each with a seed of its own, so that one can be run alone. */
export function generatedScenarios(seed, count) {
  return Object.entries(GENERATORS).flatMap(([kind, generate], g) =>
    Array.from({ length: count }, (_, i) => {
      const random = new Random(seed * 1_000_003 + g * 10_007 + i);
      // Numbers are written in more than one way: what is echoed is compared by its meaning to JavaScript.
      return { json: true, ...generate(random), id: `generated/${kind}-${seed}-${i}` };
    }),
  );
}
