import { useKeys } from "../../state/keys";

export interface DiffKeys {
  readonly hunk: (step: 1 | -1) => void;
  readonly file: (step: 1 | -1) => void;
  readonly line: (step: 1 | -1) => void;
  readonly read: () => void;
  readonly readNext: () => void;
  readonly space: () => void;
  readonly spaceHidden: boolean;
  /** Coverage and findings of tools on the lines. */
  readonly marks: () => void;
  readonly marked: boolean;
  readonly find: () => void;
  readonly event: () => void;
}

/** The keys of the diff, as DESIGN names them. */
export function useDiffKeys(keys: DiffKeys): void {
  useKeys("diff-body", [
    { key: "n", label: "Next hunk", group: "Diff", bar: true, run: () => keys.hunk(1) },
    { key: "p", label: "Previous hunk", group: "Diff", run: () => keys.hunk(-1) },
    { key: "]", label: "Next file", group: "Diff", bar: true, run: () => keys.file(1) },
    { key: "[", label: "Previous file", group: "Diff", run: () => keys.file(-1) },
    { key: "j", label: "Next line", group: "Diff", run: () => keys.line(1) },
    { key: "k", label: "Previous line", group: "Diff", run: () => keys.line(-1) },
    { key: "v", label: "Mark the file read or unread", group: "Diff", run: keys.read },
    { key: "Shift+v", label: "Read, next unread file", group: "Diff", bar: true, run: keys.readNext },
    {
      key: "w",
      label: keys.spaceHidden ? "Show white space changes" : "Hide white space changes",
      group: "Diff",
      run: keys.space,
    },
    {
      key: "m",
      label: keys.marked ? "Hide coverage and findings of tools" : "Show coverage and findings of tools",
      group: "Diff",
      run: keys.marks,
    },
    { key: "f", label: "Find in this patch", group: "Diff", bar: true, run: keys.find },
    { key: "t", label: "Event that wrote the line, or last edited the file", group: "Diff", run: keys.event },
  ]);
}
