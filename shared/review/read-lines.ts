import type { ReadRecord } from "../model/read-record";
import { counted } from "./counted";

interface ReadLine {
  readonly to: keyof ReadRecord;
  readonly text: string;
  /** Everything of the kind was opened. */
  readonly whole: boolean;
}

const nouns: Readonly<Record<keyof ReadRecord, readonly [string, string]>> = {
  files: ["file", "marked read"],
  hunks: ["hunk", "shown"],
  evidence: ["evidence item", "opened"],
};

/** What was opened of each kind there is, one line each: "2 of 5 files marked read". */
export function readLines(totals: ReadRecord): ReadLine[] {
  return (["files", "hunks", "evidence"] as const)
    .filter((to) => totals[to].of > 0)
    .map((to) => {
      const { opened, of } = totals[to];
      const [one, done] = nouns[to];
      return { to, text: `${opened.toLocaleString("en-US")} of ${counted(of, one)} ${done}`, whole: opened === of };
    });
}
