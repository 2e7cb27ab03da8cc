import type { Exchange } from "./exchange";

/*
 * What GitHub allows a client: so many requests an hour, none before it said so, writes one at a time and a second apart. What was
 * not kept is a complaint.
 */

export class Allowance {
  readonly complaints: string[] = [];
  /** Requests that one token may make in an hour. */
  limit = 5000;
  readonly #clock: () => number;
  readonly #windows = new Map<string, { used: number; reset: number }>();
  readonly #blocked = new Map<string, number>();
  #writing = 0;
  #writeEnded = -Infinity;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** A request came. In: its token, whether it writes, and its headers that every client has to send. */
  came(exchange: Exchange, token: string, isWrite: boolean, named: { agent: string; version: string | null }): void {
    const what = `${exchange.method} ${exchange.path}`;
    const early = (this.#blocked.get(token) ?? 0) - exchange.at;
    // A quarter of a second for clocks that are read at two places.
    if (early > 250) this.complaints.push(`${what} came ${String(Math.round(early))} ms before it was allowed again`);
    if (named.agent === "") this.complaints.push(`${what} has no user agent`);
    if (named.version === null && !exchange.path.startsWith("/login/"))
      this.complaints.push(`${what} names no version of the API`);
    if (!isWrite) return;
    const since = exchange.at - this.#writeEnded;
    if (this.#writing > 0) this.complaints.push(`${what} came while another write was under way`);
    else if (since < 950) this.complaints.push(`${what} came ${String(Math.round(since))} ms after a write`);
    this.#writing += 1;
  }

  writeEnded(): void {
    this.#writing -= 1;
    this.#writeEnded = this.#clock();
  }

  /** A client that was killed owes nobody a second between its writes and those of the next. */
  forgetWrites(): void {
    this.#writeEnded = -Infinity;
  }

  usedUp(token: string): boolean {
    return this.#window(token).used >= this.limit;
  }

  count(token: string): void {
    const window = this.#window(token);
    window.used = Math.min(this.limit, window.used + 1);
  }

  /** Takes the rest of the hour's allowance; it is given anew after so many seconds. */
  exhaust(token: string, seconds: number): void {
    const reset = Math.ceil(this.#clock() / 1000) + seconds;
    this.#windows.set(token, { used: this.limit, reset });
    this.#blocked.set(token, reset * 1000);
  }

  block(token: string, seconds: number): void {
    this.#blocked.set(token, this.#clock() + seconds * 1000);
  }

  /** What was exhausted or blocked is allowed again. */
  lift(): void {
    this.#windows.clear();
    this.#blocked.clear();
  }

  headers(token: string): Record<string, string> {
    const { used, reset } = this.#window(token);
    return {
      "x-ratelimit-limit": String(this.limit),
      "x-ratelimit-remaining": String(Math.max(0, this.limit - used)),
      "x-ratelimit-used": String(used),
      "x-ratelimit-reset": String(reset),
      "x-ratelimit-resource": "core",
    };
  }

  #window(token: string): { used: number; reset: number } {
    const now = Math.ceil(this.#clock() / 1000);
    const known = this.#windows.get(token);
    if (known !== undefined && known.reset > now) return known;
    const window = { used: 0, reset: now + 3600 };
    this.#windows.set(token, window);
    return window;
  }
}
