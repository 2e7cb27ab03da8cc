/** Something a key does, on one screen or everywhere. */
export interface Command {
  /** Stable name: the scope of its keys and what it does, "diff-body.next-hunk". Settings keep keys by it. */
  readonly id: string;
  /** Where it is: "Diff", "Everywhere". */
  readonly screen: string;
  readonly group: string;
  readonly label: string;
  /** Its usual key. */
  readonly key: string;
}

/** A command as the catalogue keeps it: id, screen, group, label, usual key. */
export type CommandRow = readonly [id: string, screen: string, group: string, label: string, key: string];
