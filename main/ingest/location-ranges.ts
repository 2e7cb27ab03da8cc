import type { Session } from "../../shared/model/session";
import type { EventLog } from "./event-log";

type Location = Session["locations"][number];

const kept = 1000;

/** Follows folder and branch through a session: a new range begins with the event after each change. */
export class LocationRanges {
  #ranges: Location[] = [];
  #cwd: string | null = null;
  #branch: string | null = null;

  /** The folder last stated. */
  get cwd(): string | null {
    return this.#cwd;
  }

  /** Takes what a record states, before its events are written; `undefined` for what it says nothing of. */
  take(cwd: string | null | undefined, branch: string | null | undefined, log: EventLog): void {
    const nextCwd = cwd === undefined ? this.#cwd : cwd;
    const nextBranch = branch === undefined ? this.#branch : branch;
    if (nextCwd === this.#cwd && nextBranch === this.#branch) return;
    this.#cwd = nextCwd;
    this.#branch = nextBranch;
    if (this.#ranges.length >= kept) return;
    const fromSeq = log.lastSeq + 1;
    if (this.#ranges.at(-1)?.fromSeq === fromSeq) this.#ranges.pop();
    this.#ranges.push({
      fromSeq,
      cwd: nextCwd === null ? null : log.text(nextCwd),
      branch: nextBranch === null ? null : log.text(nextBranch),
    });
  }

  /** The ranges that hold events. A range that is as the one before it is a part of that. */
  result(log: EventLog): Location[] {
    return this.#ranges.filter((range, index) => {
      const before = this.#ranges[index - 1];
      if (range.fromSeq > Math.max(1, log.lastSeq)) return false;
      return before?.cwd !== range.cwd || before.branch !== range.branch;
    });
  }
}
