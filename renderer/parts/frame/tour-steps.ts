import { closeSheet, openSheet } from "../../state/decide";
import { go } from "../../state/route";

/** The task the tour looks at. */
export interface TourTask {
  readonly taskId: string;
  readonly attemptId: string;
}

export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** Where it points, first that is there. */
  readonly anchor: readonly string[];
  readonly side: "top" | "right" | "bottom" | "left";
  /** Goes to the screen it is about. */
  readonly open: (task: TourTask) => void;
}

const toInbox = () => {
  closeSheet();
  go({ screen: "inbox" });
};
const toTask = ({ taskId }: TourTask) => {
  closeSheet();
  go({ screen: "task", taskId });
};

/** The way of a morning through the sample night: what needs you, what was asked, what holds, what was done, what you sign. */
export const tourSteps: readonly TourStep[] = [
  {
    title: "What needs you",
    text: "Worst first: contradicted claims and findings that block, then stale decisions, then what is ready, each by how long it waits. j and k move, Enter opens. Moving the cursor marks nothing as read.",
    anchor: ["[role=grid][aria-label=Tasks]"],
    side: "bottom",
    open: toInbox,
  },
  {
    title: "A row gives its reason",
    text: "Risk by letter, shape and colour, then the verdict with its cause. T B S C are tests, build, static analysis and coverage: the border says how solid the proof is, the colour what it says.",
    anchor: ["[role=grid][aria-label=Tasks] [role=row][aria-selected=true]"],
    side: "bottom",
    open: toInbox,
  },
  {
    title: "One next action",
    text: "A task opens on what was asked, what is claimed, what of it holds and what is missing. The one filled button is the next thing to do; where it is blocked, the reason stands beneath.",
    anchor: [".task-next", "[aria-label=Digest]"],
    side: "bottom",
    open: toTask,
  },
  {
    title: "Attempts side by side",
    text: "Each attempt is a column: checks, claims, files. Equal content shares a letter. 1 to 9 focus an attempt, b makes it the baseline.",
    anchor: ["[aria-label=Attempts]", ".task-attempts"],
    side: "bottom",
    open: toTask,
  },
  {
    title: "The patch, read by content",
    text: "v marks a file as read, Shift v goes on to the next unread one. Marks belong to the content: a rebase keeps them, a changed file loses them. t leads from a line to the event that wrote it.",
    anchor: ["[aria-label=Files]"],
    side: "right",
    open: ({ taskId, attemptId }) => {
      closeSheet();
      go({ screen: "diff", taskId, attemptId });
    },
  },
  {
    title: "What the agent did",
    text: "Lanes share one clock: main and sub-agents, tools, checks, people. The bracket joins the last pass to the final edit; f goes from failed command to failed command.",
    anchor: ["[aria-label=Lanes]"],
    side: "bottom",
    open: ({ taskId, attemptId }) => {
      closeSheet();
      go({ screen: "timeline", taskId, attemptId });
    },
  },
  {
    title: "What you would sign",
    text: "The drawer shows the gates, what you have not opened and the digests a decision is bound to. Nothing is recorded before Ctrl Enter. Escape keeps the draft.",
    anchor: ["[role=complementary][aria-label=Decision]", "aside[aria-label=Decision]", "[aria-label=Decision]"],
    side: "left",
    open: (task) => {
      go({ screen: "task", taskId: task.taskId });
      openSheet({ kind: "approve", taskId: task.taskId, attemptId: task.attemptId });
    },
  },
  {
    title: "Always in sight",
    text: "Whether the log holds, how old each connection is, what runs. At right the keys of this screen; ? shows all of them, Ctrl K does anything by name.",
    anchor: [".status-bar"],
    side: "top",
    open: toInbox,
  },
];
