import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import * as z from "zod";
import { err, ok } from "../../../shared/result";
import type { Asked, Fresh, GitHubProblem, Listed } from "./port";
import { formProblem, stoppedProblem, type Failure } from "./problems";
import { noAnswer, refusedHere, wireFetch, type Track, type WireOptions } from "./wire";

const mebibyte = 1024 * 1024;
const mostOfJson = 16 * mebibyte;
const pageSize = 100;
const usualPages = 10;
/** As GitHub asks for: the version of its REST API that the forms are of. */
export const apiVersion = "2022-11-28";
const json = "application/vnd.github+json";

/** One answer, its body parsed where it is JSON. */
export interface Answer {
  readonly data: unknown;
  readonly next: string | null;
  readonly etag: string | null;
  readonly fromCache: boolean;
  /** GitHub's time of it, RFC 3339; null where it said none. */
  readonly date: string | null;
  readonly header: (name: string) => string | null;
}

export type Params = Readonly<Record<string, string | number>>;

interface AskOptions {
  /** What it is about, for problems. */
  readonly place: string;
  readonly signal: AbortSignal;
  readonly accept?: string;
  /** Of a write: the exact JSON text. */
  readonly body?: string;
  readonly most?: number;
  /** Not conditional: its headers count. */
  readonly anew?: boolean;
}

interface ListOptions extends AskOptions {
  /** Where in an answer the entries are; the answer itself without it. */
  readonly under?: string;
  readonly pages?: number;
  /** Ends the list before this entry. */
  readonly until?: (item: unknown) => boolean;
  readonly mostItems?: number;
}

/** What of Octokit's answer is used. */
const answerForm = z.object({ data: z.unknown(), headers: z.record(z.string(), z.coerce.string()) });
/** Errors of the GraphQL API, as Octokit throws them itself or its throttling plugin does. */
const queryErrors = z.array(z.object({ message: z.string() })).min(1);
const refusedQuery = z.union([
  z.object({ errors: queryErrors }).transform((one) => one.errors),
  z
    .object({ response: z.object({ data: z.object({ errors: queryErrors }) }) })
    .transform((one) => one.response.data.errors),
]);
const silent = () => undefined;
/** Problems are told by their Result; the client's own log would print requests on the terminal. */
const quiet = { debug: silent, info: silent, warn: silent, error: silent };
/** Limits are told, not slept through: the caller knows what can wait. */
const never = () => false;
/** Only what may mend within seconds is asked again: 5xx and no answer. */
const doNotRetry = [400, 401, 403, 404, 406, 408, 409, 410, 415, 422, 429, 451, refusedHere];

/**
 * Octokit for one account, twice: reads are tried again where GitHub stumbles; writes never are, as a repeated one would be a second
 * review (the retry plugin goes by status alone).
 */
export class GitHubClient {
  readonly wire: WireOptions;
  readonly #reader: Octokit;
  readonly #writer: Octokit;
  readonly #scrub: (text: string) => string;

  constructor(wire: WireOptions, retries = 2) {
    this.wire = wire;
    this.#scrub = (text) => {
      const token = wire.token.current();
      return token === null ? text : text.replaceAll(token, "[token]");
    };
    const common = {
      baseUrl: wire.base,
      userAgent: wire.agent,
      log: quiet,
      throttle: { id: wire.cacheAccount, onRateLimit: never, onSecondaryRateLimit: never },
    };
    const Reader = Octokit.plugin(throttling, retry);
    this.#reader = new Reader({ ...common, retry: { doNotRetry, retries } });
    const Writer = Octokit.plugin(throttling);
    this.#writer = new Writer(common);
  }

  failure(place: string, isWrite: boolean): Failure {
    return { place, host: this.wire.host, isWrite, hasToken: this.wire.token.current() !== null, scrub: this.#scrub };
  }

  /** Asks once (a read perhaps again). In: a route of operations.ts, or the address of a next page. */
  async ask(route: string, params: Params, options: AskOptions): Asked<Answer> {
    const isWrite = options.body !== undefined;
    const track: Track = {
      failure: this.failure(options.place, isWrite),
      most: options.most ?? mostOfJson,
      anew: options.anew ?? false,
      isQuery: false,
      sent: false,
      problem: null,
      etag: null,
      fromCache: false,
    };
    const isStopped = () => options.signal.aborted;
    if (isStopped()) return err(stoppedProblem(track.failure, false));
    const octokit = isWrite ? this.#writer : this.#reader;
    const run = (): Promise<unknown> =>
      octokit.request(route, {
        ...params,
        headers: { accept: options.accept ?? json, "x-github-api-version": apiVersion },
        ...(options.body === undefined ? {} : { data: options.body }),
        request: { fetch: wireFetch(this.wire, track, options.signal), signal: options.signal },
      });
    try {
      const asked = isWrite ? this.wire.budget.serially(run) : run();
      const { data, headers } = answerForm.parse(await endedBy(asked, options.signal));
      const header = (name: string): string | null => headers[name] ?? null;
      const date = header("date");
      const at = date === null ? NaN : Date.parse(date);
      return ok({
        data,
        next: nextOf(header("link")),
        etag: track.etag,
        fromCache: track.fromCache,
        date: Number.isNaN(at) ? null : new Date(at).toISOString(),
        header,
      });
    } catch (error) {
      return err(isStopped() ? stoppedProblem(track.failure, track.sent) : noAnswer(track, error));
    }
  }

  /** One answer in a form. */
  async one<S extends z.ZodType>(
    route: string,
    params: Params,
    schema: S,
    options: AskOptions,
  ): Asked<Fresh<z.output<S>>> {
    const answer = await this.ask(route, params, options);
    if (!answer.ok) return answer;
    const parsed = schema.safeParse(answer.value.data);
    if (!parsed.success) return err(this.#formProblem(options, parsed.error));
    return ok({ value: parsed.data, etag: answer.value.etag, fromCache: answer.value.fromCache });
  }

  /** A list by its Link headers, 100 a page. Entries of another form are left out and counted. */
  async list<S extends z.ZodType>(
    route: string,
    params: Params,
    schema: S,
    options: ListOptions,
  ): Asked<Fresh<Listed<z.output<S>>>> {
    const items: z.output<S>[] = [];
    let [skipped, pages, fromCache, complete] = [0, 0, true, true];
    let etag: string | null = null;
    let next: string | null = route;
    const seen = new Set<string>();
    while (next !== null) {
      if (pages >= (options.pages ?? usualPages) || seen.has(next)) {
        complete = false;
        break;
      }
      seen.add(next);
      const page: Awaited<Asked<Answer>> =
        next === route
          ? await this.ask(route, { ...params, per_page: pageSize }, options)
          : await this.ask(`GET ${next}`, {}, options);
      if (!page.ok) return page;
      const entries = entriesOf(page.value.data, options.under);
      if (entries === null) return err(formProblem(this.failure(options.place, false), "with no list"));
      pages += 1;
      fromCache &&= page.value.fromCache;
      etag = page.value.etag;
      next = page.value.next;
      for (const entry of entries) {
        if (options.until?.(entry) === true) next = null;
        if (options.until?.(entry) === true) break;
        const parsed = schema.safeParse(entry);
        if (!parsed.success) skipped += 1;
        else if (options.mostItems !== undefined && items.length >= options.mostItems) {
          complete = false;
          next = null;
          break;
        } else items.push(parsed.data);
      }
    }
    return ok({ value: { items, complete, pages, skipped }, etag: pages === 1 ? etag : null, fromCache });
  }

  /**
   * Asks the GraphQL API, which wants a token and knows no conditional requests. In: the question, its variables and the form of
   * what it answers. Only what it refuses for itself is told as refused: the REST API may still answer.
   */
  async query<S extends z.ZodType>(
    text: string,
    variables: Params,
    schema: S,
    options: Pick<AskOptions, "place" | "signal">,
  ): Asked<Fresh<z.output<S>>> {
    const track: Track = {
      failure: this.failure(options.place, false),
      most: mostOfJson,
      anew: true,
      isQuery: true,
      sent: false,
      problem: null,
      etag: null,
      fromCache: false,
    };
    const isStopped = () => options.signal.aborted;
    if (isStopped()) return err(stoppedProblem(track.failure, false));
    const request = { fetch: wireFetch(this.wire, track, options.signal), signal: options.signal };
    const headers = { "x-github-api-version": apiVersion };
    try {
      const data: unknown = await endedBy(
        this.#reader.graphql(text, { ...variables, headers, request }),
        options.signal,
      );
      const parsed = schema.safeParse(data);
      if (!parsed.success) return err(this.#formProblem(options, parsed.error));
      return ok({ value: parsed.data, etag: null, fromCache: false });
    } catch (error) {
      if (isStopped()) return err(stoppedProblem(track.failure, track.sent));
      const refused = refusedQuery.safeParse(error);
      if (track.problem !== null || !refused.success) return err(noAnswer(track, error));
      const words = refused.data.map(({ message }) => message).join("; ");
      const message = `GitHub's GraphQL API refused what was asked: ${this.#scrub(words).replace(/\s+/g, " ").slice(0, 300)}`;
      return err({ code: "github-refused", message, place: options.place });
    }
  }

  #formProblem(options: Pick<AskOptions, "place" | "body">, error: z.ZodError): GitHubProblem {
    const [issue] = error.issues;
    const where = issue?.path.map(String).join(".") ?? "";
    return formProblem(
      this.failure(options.place, options.body !== undefined),
      `in a form Countersign does not know${where === "" ? "" : ` (${where})`}`,
    );
  }
}

/** Ends waiting, in a queue too, as soon as the signal says so. */
function endedBy<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      reject(new Error("stopped"));
    };
    signal.addEventListener("abort", end, { once: true });
    // What it comes to after it was stopped is nobody's any more.
    void promise.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", end);
    });
  });
}

/** The next page of a Link header (RFC 8288), as GitHub writes it. */
function nextOf(link: string | null): string | null {
  return /<([^<>]{1,4000})>;\s*rel="next"/.exec(link ?? "")?.[1] ?? null;
}

function entriesOf(data: unknown, under: string | undefined): readonly unknown[] | null {
  const list =
    under === undefined
      ? z.array(z.unknown())
      : z.object({ [under]: z.array(z.unknown()) }).transform((one) => one[under] ?? []);
  const parsed = list.safeParse(data);
  return parsed.success ? parsed.data : null;
}
