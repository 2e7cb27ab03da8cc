import { describe, expect, it } from "vitest";
import type { PlannedLine } from "../../../../shared/model/effect";
import {
  byPlace,
  bySort,
  effectsSummary,
  isWanted,
  notOffered,
  offeredEffects,
  onlyHere,
  sendingSentence,
  sortWords,
  type PlannedTasks,
} from "../../../../renderer/screens/decide/batch-effects";

function line(over: Partial<PlannedLine>): PlannedLine {
  const { operation = "review", target = "acme/app#1" } = over;
  const event = operation === "review" ? ":APPROVE" : "";
  return {
    key: `${operation}${event} github.com/${target}`,
    id: `${operation} ${target} 0123`,
    via: "github",
    operation,
    target,
    title: `Approve ${target}`,
    account: "ilse",
    head: null,
    mentions: [],
    wanted: true,
    refused: null,
    link: null,
    hasText: true,
    ...over,
  };
}

const tasks: PlannedTasks = [
  {
    taskId: "T-1",
    effects: [line({}), line({ operation: "labels" })],
    here: null,
  },
  {
    taskId: "T-2",
    effects: [
      line({ target: "acme/app#2" }),
      line({
        target: "acme/app#2",
        key: "review:COMMENT github.com/acme/app#2",
        wanted: false,
      }),
      line({ operation: "labels", target: "acme/app#2", refused: "It may not label", wanted: false }),
    ],
    here: null,
  },
  { taskId: "T-3", effects: [], here: "Its attempt is no pull request" },
  {
    taskId: "T-4",
    effects: [line({ target: "acme/app#4", refused: "It is merged", wanted: false })],
    here: "It is merged",
  },
  { taskId: "T-5", effects: [], here: "Its attempt is no pull request" },
];

describe("what a decision on several tasks sends", () => {
  const offered = offeredEffects(tasks);

  it("counts what is sent by its sort, and where it goes", () => {
    const chosen = offered.filter((effect) => isWanted(effect, {}));
    expect(effectsSummary(chosen)).toBe("2 reviews and 1 label on 2 pull requests");
    expect(sendingSentence(chosen)).toMatch(/^2 reviews and 1 label on 2 pull requests go into the outbox/);
    expect(sendingSentence([])).toBe("Nothing is sent: the decisions stand in this log alone.");
    const hook = offeredEffects([
      {
        taskId: "T-9",
        effects: [
          line({ via: "webhook", operation: "webhook", key: "webhook webhook 7", target: "hooks.example.org" }),
        ],
        here: null,
      },
    ]);
    expect(effectsSummary(hook)).toBe("1 message to 1 webhook");
  });

  it("tells a review from one without a verdict, and groups what goes to one place", () => {
    expect(bySort(offered).map(({ name, effects }) => sortWords(name, effects.length))).toEqual([
      "2 reviews",
      "1 label",
      "1 review without a verdict",
    ]);
    expect(byPlace(offered).map(({ name, effects }) => [name, effects.length])).toEqual([
      ["acme/app#1", 2],
      ["acme/app#2", 2],
    ]);
  });

  it("goes by what the reviewer chose over what is sent by itself", () => {
    const [first] = offered;
    expect(offered.map((effect) => isWanted(effect, { [first?.name ?? ""]: false }))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("says once why tasks can only be decided here, and what is not offered of the others", () => {
    expect(onlyHere(tasks)).toEqual([
      { why: "Its attempt is no pull request", names: ["T-3", "T-5"] },
      { why: "It is merged", names: ["T-4"] },
    ]);
    expect(notOffered(tasks)).toEqual([{ why: "It may not label", names: ["Approve acme/app#2"] }]);
  });
});
