import type { Fault } from "./faults";

/** A request and what became of it, for whoever looks afterwards. */
export interface Exchange {
  /** Milliseconds since the epoch, by the double's clock. */
  readonly at: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  readonly accept: string;
  readonly ifNoneMatch: string | null;
  /** Whose token it carried: a login, "unknown" for one that is not known, null without one. */
  readonly by: string | null;
  readonly requestBody: string;
  /** As GitHub's description writes the operation's path; null where there is none. */
  template: string | null;
  /** Whether it was carried out, whatever was answered. */
  done: boolean;
  /** 0 where nothing was answered. */
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
  fault: Fault["kind"] | null;
  /** Whether it counted against the hourly allowance. */
  counted: boolean;
}

export type Stage = "arrived" | "done" | "answered";
