import { quick, report } from "./durable-log";
import { cutPower, type PowerCuts } from "./power-cuts";
import { noStrace } from "./strace";

// D3: over 1,000 states after a power cut, nothing acknowledged lost; the same with SQLite's own settings must lose something.
const missing = noStrace();
if (missing !== null) report([`SKIPPED: ${missing}`], []);
else {
  const begun = performance.now();
  const [decisions, variants, every] = quick() ? [3, 3, 3] : [12, 5, 1];
  const strong = await cutPower(decisions, "strong", variants, every);
  const weak = await cutPower(decisions, "weak", variants, every);
  const told = (name: string, cuts: PowerCuts) =>
    `${name}: ${cuts.events} calls to the disk, ${cuts.states} states, ${cuts.lossy} with acknowledged decisions lost (${cuts.lost} in all, ${cuts.unnoticed} states unnoticed), ${cuts.corrupt} corrupt`;
  report(
    [
      told("settings of this project (synchronous = FULL)", strong),
      told("control, settings of a second open (synchronous = NORMAL)", weak),
      ...strong.problems.map((problem) => `  ${problem}`),
      `${((performance.now() - begun) / 1000).toFixed(1)} s`,
    ],
    [
      ...(quick() || strong.states >= 1000 ? [] : ["fewer than 1,000 states"]),
      ...(strong.lost === 0 ? [] : ["acknowledged decisions were lost"]),
      ...(strong.corrupt === 0 && strong.problems.length === 0 ? [] : ["a log did not hold after a power cut"]),
      ...(weak.lost > 0 ? [] : ["the control lost nothing: this proof is not to be trusted"]),
      ...(weak.unnoticed === 0 ? [] : ["a loss of the control went unnoticed"]),
    ],
  );
}
