/// <reference types="vite/client" />
import { createRoot } from "react-dom/client";
import { TimelineScreen } from "../../../renderer/screens/timeline/TimelineScreen";
import { letterOf } from "../../../shared/review/event-class";
import type { Event, EventDetail } from "../../../shared/model/event";
import { ok } from "../../../shared/result";
import { checkDetail, commandDetail, editDetail, event, messageDetail, toolCallDetail } from "../../builders/event";
import { session } from "../../builders/session";
import { inboxRow, nightHandlers, taskOf } from "../../support/fake-night";
import { plainTransport } from "../browser/plain-transport";
import "../../../renderer/styles/tokens.css";
import "../../../renderer/styles/base.css";

// The timeline of one attempt with as many events as `?events=` says, in three lanes, made when they are asked for.
const total = Number(new URLSearchParams(location.search).get("events") ?? "100000");
const attemptId = "A-00001";
const sessionId = "S-7K2QH";
const begin = Date.UTC(2026, 10, 20);
const lanes = ["main", "sub-1", "sub-2"] as const;

function detailOf(index: number): EventDetail {
  const failed = index % 97 === 0;
  switch (index % 6) {
    case 0:
      return messageDetail(
        `Step ${String(index)}: reading, changing and testing the store. ${"It goes on. ".repeat(index % 5)}`,
      );
    case 1:
      return { kind: "reasoning", text: "I should read the file before I change it.", withheldBytes: 0 };
    case 2:
      return toolCallDetail("Read", { input: `{"file_path":"src/part-${String(index % 12)}.ts"}` });
    case 3:
      return editDetail(`src/part-${String(index % 12)}.ts`, { oldText: "const a = 1;", newText: "const a = 2;" });
    case 4:
      return commandDetail("git status --short", { output: " M src/part-1.ts\n" });
    default:
      return checkDetail("npx vitest run", {
        exitCode: failed ? 1 : 0,
        outcome: failed ? "failed" : "ok",
        output: "119 passed (120)\n",
      });
  }
}

function eventAt(index: number): Event {
  return event(detailOf(index), {
    seq: index + 1,
    at: new Date(begin + index * 300).toISOString(),
    lane: lanes[Math.floor(index / 40) % 3] ?? "main",
  });
}

function rowAt(index: number) {
  return { sessionId, event: eventAt(index), cut: 0, claims: [], finalEdit: false };
}
/** The rows that are asked for first, made before the clock starts: the core has them. */
const firstRows = Array.from({ length: Math.min(total, 400) }, (_, index) => rowAt(index));

const letters = [
  letterOf("agent"),
  letterOf("reasoning"),
  letterOf("read"),
  letterOf("edit"),
  letterOf("command"),
  letterOf("check"),
];
const all = Array.from({ length: total }, (_, index) => index);

// Made before the clock starts, as the core has them.
const summary = {
  total,
  kinds: (["message", "reasoning", "tool-call", "file-edit", "command", "check"] as const).map((kind) => ({
    kind,
    count: Math.floor(total / 6),
  })),
  failed: Math.floor(total / 97),
  sessions: [session({ id: sessionId })],
  outline: all
    .filter((index) => index % Math.ceil(total / 1500) === 0)
    .map((index) => {
      const { seq, at, lane, detail } = eventAt(index);
      return {
        index,
        sessionId,
        seq,
        at,
        lane,
        kind: detail.kind,
        outcome: null,
        label: `step ${String(index)}`,
      };
    }),
  startedAt: new Date(begin).toISOString(),
  endedAt: new Date(begin + total * 300).toISOString(),
};
const strip = {
  classes: all.map((index) => letters[index % 6]).join(""),
  ends: all.map((index) => (index % 6 !== 5 ? " " : index % 97 === 0 ? "f" : "o")).join(""),
  times: all.map((index) => begin + index * 300),
  lanes: lanes.map((lane, at) => ({ sessionId, lane, name: null, begunAt: at === 0 ? null : at * 40 })),
  laneRuns: Array.from({ length: Math.ceil(total / 40) }, (_, run): [number, number] => [
    Math.min(40, total - run * 40),
    run % 3,
  ]),
  long: [],
  marked: [],
  about: { network: 0, secrets: 0, risky: 0, unknown: 0 },
  unknownRecords: 0,
};

Object.defineProperty(window, "countersign", {
  value: plainTransport({
    ...nightHandlers(),
    "task.get": () => {
      const view = taskOf(inboxRow());
      const [first, ...rest] = view.attempts;
      if (first === undefined) return ok(view);
      return ok({ ...view, attempts: [{ ...first, attempt: { ...first.attempt, id: attemptId } }, ...rest] });
    },
    "timeline.summary": () => {
      performance.mark("bench-input");
      return ok(summary);
    },
    "timeline.strip": () => ok(strip),
    "timeline.page": ({ offset, limit }) =>
      ok({
        total,
        offset,
        rows: all.slice(offset, offset + limit).map((index) => firstRows[index] ?? rowAt(index)),
      }),
    "timeline.locate": ({ seq }) => ok({ index: Math.min(seq - 1, total - 1) }),
  }),
});

/** Marks the frame in which lanes and minimap stand on the page. */
function watchLanes(): void {
  if (document.querySelector(".lanes-drawing .lanes-bar") === null || document.querySelector(".minimap") === null) {
    requestAnimationFrame(watchLanes);
    return;
  }
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => performance.mark("bench-lanes");
  port2.postMessage(null);
}
requestAnimationFrame(watchLanes);

// The app has made the contract's schemas by the time anybody comes here: it does so when its window is drawn.
await import("../../../renderer/bridge/answers");

const place = document.getElementById("root");
if (place !== null) {
  const root = createRoot(place);
  const open = (): void => {
    root.render(
      <div style={{ display: "flex", height: "100%" }}>
        <TimelineScreen route={{ screen: "timeline", taskId: "T-7QK2M", attemptId }} />
      </div>,
    );
  };
  open();
  // A person who comes from another timeline: the program has run already, what was asked is asked again.
  Reflect.set(window, "benchLeave", () => {
    root.render(<div />);
  });
  Reflect.set(window, "benchOpen", open);
}
