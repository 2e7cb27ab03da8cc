import type { SpaceShown } from "../../../shared/diff/whitespace";
import { useKeys } from "../../state/keys";
import type { Expansion } from "./use-context-lines";

export interface DiffKeys {
  readonly hunk: (step: 1 | -1) => void;
  readonly file: (step: 1 | -1) => void;
  readonly line: (step: 1 | -1) => void;
  readonly finding: () => void;
  readonly read: () => void;
  readonly readNext: () => void;
  readonly space: SpaceShown;
  readonly onSpace: (space: SpaceShown) => void;
  readonly wrap: boolean;
  readonly onWrap: (wrap: boolean) => void;
  readonly expand: (how: Expansion) => void;
  readonly fold: () => void;
  /** Coverage and findings of tools on the lines. */
  readonly marks: () => void;
  readonly marked: boolean;
  readonly find: () => void;
  readonly event: () => void;
  readonly story: boolean;
  readonly onStory: () => void;
  /** Copies a link to the line under the cursor. */
  readonly copyLink: () => void;
}

/** What the next press of the white space key does, and in which words. */
const nextSpace: Readonly<Record<SpaceShown, readonly [SpaceShown, string]>> = {
  all: ["amount", "Ignore amounts of white space"],
  amount: ["none", "Ignore all white space"],
  none: ["all", "Show white space changes"],
};

/** The keys of the diff, as DESIGN names them. */
export function useDiffKeys(keys: DiffKeys): void {
  const [space, spaceLabel] = nextSpace[keys.space];
  useKeys("diff-body", [
    { key: "n", label: "Next hunk", group: "Diff", bar: true, run: () => keys.hunk(1) },
    { key: "p", label: "Previous hunk", group: "Diff", run: () => keys.hunk(-1) },
    { key: "]", label: "Next file", group: "Diff", bar: true, run: () => keys.file(1) },
    {
      key: "[",
      label: "Previous file, above the first what is read before it",
      group: "Diff",
      run: () => keys.file(-1),
    },
    { key: "j", label: "Next line", group: "Diff", run: () => keys.line(1) },
    { key: "k", label: "Previous line", group: "Diff", run: () => keys.line(-1) },
    { key: "f", label: "Next finding", group: "Diff", run: keys.finding },
    { key: "v", label: "Mark the file read or unread", group: "Diff", run: keys.read },
    { key: "Shift+v", label: "Read, next unread file", group: "Diff", bar: true, run: keys.readNext },
    { key: "w", label: spaceLabel, group: "Diff", run: () => keys.onSpace(space) },
    {
      key: "Shift+w",
      label: keys.wrap ? "Cut long lines" : "Wrap long lines",
      group: "Diff",
      run: () => keys.onWrap(!keys.wrap),
    },
    { key: "x a", label: "20 lines above this hunk", group: "Diff", run: () => keys.expand("above") },
    { key: "x b", label: "20 lines below this hunk", group: "Diff", run: () => keys.expand("below") },
    { key: "x f", label: "The whole function", group: "Diff", run: () => keys.expand("function") },
    { key: "x x", label: "The whole file", group: "Diff", run: () => keys.expand("all") },
    { key: "z", label: "Fold or open the file", group: "Diff", run: keys.fold },
    {
      key: "m",
      label: keys.marked ? "Hide coverage and findings of tools" : "Show coverage and findings of tools",
      group: "Diff",
      run: keys.marks,
    },
    { key: "/", label: "Find in all files", group: "Diff", bar: true, run: keys.find },
    { key: "t", label: "Event that wrote the line, or last edited the file", group: "Diff", run: keys.event },
    {
      key: "h",
      label: keys.story ? "Hide how the line came to be" : "Show how the line came to be",
      group: "Diff",
      run: keys.onStory,
    },
    { key: "y", label: "Copy a link to the line", group: "Diff", run: keys.copyLink },
  ]);
}
