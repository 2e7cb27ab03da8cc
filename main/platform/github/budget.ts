import { setTimeout as sleep } from "node:timers/promises";
import type { Budget } from "./port";

/*
 * GitHub's limits, kept per account: what its headers say, and its rules for what no header tells (REST documentation, "Rate limits"
 * and "Best practices"): 900 points a minute (a read 1, a write 5), 80 writes a minute and 500 an hour, one at a time, a second apart.
 */

const minuteMs = 60_000;
const hourMs = 3_600_000;
const pointsPerMinute = 900;
const points = { read: 1, write: 5 } as const;
/** Without a header that says how long, a minute at least, and twice as long each time; then no longer than this. */
const longestBackoffMs = 32 * minuteMs;
/** Longer waits are told as a limit instead of waited for. */
const longestWaitMs = 3000;

export type AskedKind = keyof typeof points;

/** What may be told from outside, for tests that do not want to wait. */
export interface Pace {
  readonly writeSpacingMs: number;
  readonly writesPerMinute: number;
  readonly writesPerHour: number;
}

export const githubPace: Pace = { writeSpacingMs: 1000, writesPerMinute: 80, writesPerHour: 500 };

interface Sent {
  readonly at: number;
  readonly kind: AskedKind;
  notModified: boolean;
}

/** Keeps one account's allowance. */
export class BudgetKeeper {
  readonly #now: () => Date;
  readonly #pace: Pace;
  readonly #listeners = new Set<(budget: Budget) => void>();
  #sent: Sent[] = [];
  #limit: number | null = null;
  #remaining: number | null = null;
  #resetAt: number | null = null;
  #seenAt: number | null = null;
  #blockedUntil = 0;
  #refusals = 0;
  #lastWriteEnd = 0;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(now: () => Date, pace: Pace = githubPace) {
    this.#now = now;
    this.#pace = pace;
  }

  /** When something may be asked again; null where it may now. Waits for short times itself. */
  async turn(kind: AskedKind, signal: AbortSignal): Promise<Date | null> {
    for (;;) {
      const until = this.#until(kind);
      const wait = until - this.#now().getTime();
      if (wait <= 0) return null;
      if (wait > longestWaitMs) return new Date(until);
      await sleep(wait, undefined, { signal });
    }
  }

  /** Runs writes one after the other. */
  async serially<T>(write: () => Promise<T>): Promise<T> {
    const before = this.#writing;
    const run = before.then(write, write);
    // What one write came to does not concern the next.
    this.#writing = run.catch(() => undefined);
    try {
      return await run;
    } finally {
      this.#lastWriteEnd = this.#now().getTime();
    }
  }

  /** A request is on its way. Out: to be called if it was answered by 304. */
  asked(kind: AskedKind): () => void {
    const sent: Sent = { at: this.#now().getTime(), kind, notModified: false };
    this.#sent.push(sent);
    return () => {
      sent.notModified = true;
    };
  }

  /** Takes what the headers of an answer say. */
  saw(headers: Headers): void {
    const number = (name: string): number | null => {
      const text = headers.get(name);
      return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null;
    };
    // Search and others have allowances of their own.
    if ((headers.get("x-ratelimit-resource") ?? "core") === "core") {
      this.#limit = number("x-ratelimit-limit") ?? this.#limit;
      this.#remaining = number("x-ratelimit-remaining") ?? this.#remaining;
      const reset = number("x-ratelimit-reset");
      if (reset !== null) this.#resetAt = reset * 1000;
    }
    this.#seenAt = this.#now().getTime();
    this.#tell();
  }

  /** An answer that was no refusal for a limit: waits begin at a minute again. */
  accepted(): void {
    this.#refusals = 0;
  }

  /**
   * GitHub refused because of a limit (403 or 429): nothing is asked until it may be again. In: the answer's headers. Out: when that
   * is: retry-after, else x-ratelimit-reset where nothing remains, else a minute and longer each time.
   */
  refused(headers: Headers): Date {
    const now = this.#now().getTime();
    const after = /^\d{1,6}$/.exec(headers.get("retry-after") ?? "");
    const reset = /^\d{1,12}$/.exec(headers.get("x-ratelimit-reset") ?? "");
    let until: number;
    if (after !== null) until = now + Number(after[0]) * 1000;
    // A second later: GitHub counts in whole seconds.
    else if (headers.get("x-ratelimit-remaining") === "0" && reset !== null) until = Number(reset[0]) * 1000 + 1000;
    else until = now + Math.min(longestBackoffMs, minuteMs * 2 ** this.#refusals);
    this.#refusals += 1;
    this.#blockedUntil = Math.max(this.#blockedUntil, until);
    this.#tell();
    return new Date(this.#blockedUntil);
  }

  budget(): Budget {
    const now = this.#now().getTime();
    this.#forget(now);
    const instant = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
    const blocked = this.#blockedUntilNow(now);
    return {
      limit: this.#limit,
      remaining: this.#resetAt !== null && this.#resetAt <= now ? this.#limit : this.#remaining,
      resetAt: instant(this.#resetAt),
      seenAt: instant(this.#seenAt),
      requests: this.#sent.length,
      notModified: this.#sent.filter((one) => one.notModified).length,
      writes: this.#sent.filter((one) => one.kind === "write").length,
      blockedUntil: blocked > now ? instant(blocked) : null,
    };
  }

  onBudget(listener: (budget: Budget) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    if (this.#listeners.size === 0) return;
    const budget = this.budget();
    for (const listener of this.#listeners) listener(budget);
  }

  #forget(now: number): void {
    const from = this.#sent.findIndex((one) => one.at > now - hourMs);
    if (from !== 0) this.#sent = from === -1 ? [] : this.#sent.slice(from);
  }

  #blockedUntilNow(now: number): number {
    const empty = this.#remaining === 0 && this.#resetAt !== null && this.#resetAt > now ? this.#resetAt + 1000 : 0;
    return Math.max(this.#blockedUntil, empty);
  }

  /** When the next of a kind may be sent, in milliseconds since the epoch; the past where it may now. */
  #until(kind: AskedKind): number {
    const now = this.#now().getTime();
    this.#forget(now);
    let until = this.#blockedUntilNow(now);
    const lastMinute = this.#sent.filter((one) => one.at > now - minuteMs);
    let spent = lastMinute.reduce((sum, one) => sum + points[one.kind], 0);
    for (const one of lastMinute) {
      if (spent + points[kind] <= pointsPerMinute) break;
      spent -= points[one.kind];
      until = Math.max(until, one.at + minuteMs);
    }
    if (kind === "read") return until;
    const writes = this.#sent.filter((one) => one.kind === "write");
    const within = (ms: number, most: number): number => {
      const recent = writes.filter((one) => one.at > now - ms);
      const oldest = recent[recent.length - most];
      return oldest === undefined ? 0 : oldest.at + ms;
    };
    return Math.max(
      until,
      this.#lastWriteEnd === 0 ? 0 : this.#lastWriteEnd + this.#pace.writeSpacingMs,
      within(minuteMs, this.#pace.writesPerMinute),
      within(hourMs, this.#pace.writesPerHour),
    );
  }
}
