/*
 * What goes wrong, request by request. A fault is set for the requests it names, and is used up by them.
 */

/** When a fault strikes: before anything was done, or after it was done and before it is told. */
type When = "before" | "after";

export type Fault =
  /** An answer of this status. After: what was asked for was done all the same. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly when?: When;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The hourly allowance is used up until so many seconds from now. */
  | { readonly kind: "primary-limit"; readonly seconds: number; readonly status?: 403 | 429 }
  /** Too much in a short time; with or without the seconds to wait. */
  | { readonly kind: "secondary-limit"; readonly retryAfter: number | null; readonly status?: 403 | 429 }
  /** The connection breaks without an answer. */
  | { readonly kind: "lost"; readonly when: When }
  /** Half of the answer's bytes, then nothing. */
  | { readonly kind: "cut" }
  | { readonly kind: "slow"; readonly milliseconds: number; readonly when: When }
  /** Bytes that are not JSON, with status 200. */
  | { readonly kind: "not-json" }
  /** JSON of another form, with status 200. */
  | { readonly kind: "wrong-form" }
  | { readonly kind: "redirect"; readonly to: string }
  /** Something happens on GitHub before the request is answered: a push, say. */
  | { readonly kind: "meanwhile"; readonly run: () => void }
  /** As meanwhile, right after the request was done. */
  | { readonly kind: "thereafter"; readonly run: () => void };

export interface FaultRule {
  /** Every method unless told. */
  readonly method?: string;
  /** What the path, without query, must match. */
  readonly path?: RegExp;
  /** How many requests it spoils; one unless told. */
  readonly times?: number;
  /** How many it lets through first. */
  readonly skip?: number;
  readonly fault: Fault;
}

/** The faults that are set, each with what is left of it. */
export class Faults {
  #rules: { rule: FaultRule; skip: number; left: number }[] = [];

  set(rule: FaultRule): void {
    this.#rules.push({ rule, skip: rule.skip ?? 0, left: rule.times ?? 1 });
  }

  clear(): void {
    this.#rules = [];
  }

  /** How many are still to strike. */
  get pending(): number {
    return this.#rules.filter(({ left }) => left > 0).length;
  }

  /** The fault for a request, in the order they were set; each request meets one at most. */
  take(method: string, path: string): Fault | null {
    for (const entry of this.#rules) {
      const { rule } = entry;
      if (entry.left === 0 || (rule.method ?? method) !== method || rule.path?.test(path) === false) continue;
      if (entry.skip > 0) entry.skip -= 1;
      else {
        entry.left -= 1;
        return rule.fault;
      }
    }
    return null;
  }
}
