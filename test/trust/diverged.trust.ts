import { quick, report } from "./durable-log";
import { loseLogs } from "./lost-logs";

// A6: truncation, an old file put back, a deleted -wal and a fork are DIVERGED in 100 %, and nothing is recorded then.
const begun = performance.now();
const { cases, falseAlarms } = await loseLogs(quick() ? 5 : 100, quick() ? 2 : 25);
report(
  [
    ...Object.entries(cases).map(
      ([name, { tried, told, refused }]) =>
        `${name}: ${told} of ${tried} told as DIVERGED, ${refused} take no decision`,
    ),
    `untouched logs: ${falseAlarms} false alarms`,
    `${((performance.now() - begun) / 1000).toFixed(1)} s`,
  ],
  [
    ...Object.entries(cases).flatMap(([name, { tried, told, refused }]) =>
      told === tried && refused === tried ? [] : [`${name} is not always told`],
    ),
    ...(falseAlarms === 0 ? [] : ["a log that nothing was done to is said to have diverged"]),
  ],
);
