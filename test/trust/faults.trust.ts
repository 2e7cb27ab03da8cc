import { failEveryCall } from "./disk-faults";
import { quick, report } from "./durable-log";
import { noStrace } from "./strace";

// D2: SIGKILL, EIO and ENOSPC at every call to the disk that recording a decision makes: nothing acknowledged is lost.
const missing = noStrace();
if (missing !== null) report([`SKIPPED: ${missing}`], []);
else {
  const begun = performance.now();
  const found = await failEveryCall(quick() ? 1 : 2, quick() ? 9 : 1);
  report(
    [
      `calls to the disk: ${Object.entries(found.calls)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(", ")}`,
      `${found.runs} runs with one of them failing (SIGKILL, EIO, ENOSPC): ${found.acknowledged} acknowledged, ${found.lost} lost, ${found.bad.length} logs that did not hold or go on`,
      `said of those not acknowledged: ${
        Object.entries(found.codes)
          .map(([code, count]) => `${code} ${count}`)
          .join(", ") || "nothing"
      }; ${found.unsaid} of them are in the log all the same`,
      `${((performance.now() - begun) / 1000).toFixed(1)} s`,
    ],
    [
      ...(found.lost === 0 ? [] : ["acknowledged decisions were lost"]),
      ...(found.runs > 0 ? [] : ["nothing failed"]),
      ...found.bad,
    ],
  );
}
