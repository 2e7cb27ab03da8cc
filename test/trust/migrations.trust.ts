import { quick, report } from "./durable-log";
import { migrateOldRecords } from "./old-records";

// D6: records of every shipped form, killed at every statement on the way to the newest.
const begun = performance.now();
const found = await migrateOldRecords(quick() ? 12 : 1);
report(
  [
    `${found.versions} forms of the record that were shipped, each brought to the newest`,
    `${found.kills} kills (SIGKILL) at the ${found.statements} statements on the way, each opened again by the core's own code`,
    `${found.bad.length} in which entries, the log, the database or the backup before did not hold`,
    `${((performance.now() - begun) / 1000).toFixed(1)} s`,
  ],
  [...found.bad, ...(found.kills > 0 ? [] : ["nothing was killed"])],
);
