import { inFolder, quick, report } from "./durable-log";
import { pollAnHour } from "./polling-hour";

// H2: an idle hour of 50 repositories: at least 95 % of the answers are 304, and at most 500 requests count.
const repositories = quick() ? 6 : 50;
const begun = performance.now();
const idle = await inFolder((home) => pollAnHour(home, { repositories, focused: false, changes: 0 }));
const looked = await inFolder((home) => pollAnHour(home, { repositories, focused: true, changes: 0 }));
const busy = await inFolder((home) => pollAnHour(home, { repositories, focused: false, changes: repositories / 2 }));
const share = (hour: typeof idle) => (100 * hour.notModified) / hour.requests;
const line = (name: string, hour: typeof idle) =>
  `${name}: ${hour.requests} requests, ${hour.notModified} answered 304 (${share(hour).toFixed(1)} %), ${hour.counted} counted; each list asked for ${hour.leastAsked} times or more`;
report(
  [
    `${repositories} repositories, an hour of the follower's clock`,
    line("idle", idle),
    line("looked at all the time", looked),
    line(`idle, ${busy.changed} pull requests with a commit more, ${busy.seen} of them read`, busy),
    `${((performance.now() - begun) / 1000).toFixed(1)} s`,
  ],
  [
    ...[idle, looked].flatMap((hour) => [
      ...(share(hour) >= 95 ? [] : ["fewer than 95 % were answered 304"]),
      ...(hour.counted <= 500 ? [] : [`${hour.counted} requests counted`]),
    ]),
    ...(idle.leastAsked >= 9 ? [] : ["a list was asked for less often than every 6 minutes"]),
    ...(looked.leastAsked >= 45 ? [] : ["a list that is looked at was asked for less often than it should be"]),
    ...(busy.counted <= 500 * Math.max(1, repositories / 50) && busy.seen === busy.changed
      ? []
      : ["changes cost too much, or were not seen"]),
    ...[idle, looked, busy].flatMap(({ complaints }) => complaints),
  ],
);
