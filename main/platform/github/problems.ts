import * as z from "zod";
import { networkProblem } from "../http-problem";
import type { GitHubProblem } from "./port";

/** What of a failed request a problem is told from. */
export interface Failure {
  /** "owner/repo#12" or an address: what it was about. */
  readonly place: string;
  readonly host: string;
  readonly isWrite: boolean;
  readonly hasToken: boolean;
  /** Removes the token from a text, if it should ever stand in one. */
  readonly scrub: (text: string) => string;
}

/** An answer that refuses. */
export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** When it may be asked again, of a refusal for a limit. */
  readonly retryAt: Date | null;
}

const bodySchema = z.object({
  message: z.string().catch(""),
  errors: z.array(z.union([z.string(), z.object({ message: z.string() }).transform((one) => one.message)])).catch([]),
});

/** GitHub's own words in a refusal: one line, bounded. Empty where there are none. */
function wordsOf(body: string): string {
  let parsed: z.infer<typeof bodySchema>;
  try {
    parsed = bodySchema.parse(JSON.parse(body));
  } catch {
    return "";
  }
  return [parsed.message, ...parsed.errors]
    .join("; ")
    .replace(/[^\P{C}]+|\s+/gu, " ")
    .trim()
    .slice(0, 400);
}

/** Whether a 403 or 429 is about a limit and not about what the account may do. */
export function isLimit(status: number, headers: Headers, body: string): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return (
    headers.has("retry-after") ||
    headers.get("x-ratelimit-remaining") === "0" ||
    /rate limit|abuse detection/i.test(wordsOf(body))
  );
}

/** "pull_requests=write; issues=write" in words. */
function permissionWords(needs: string): string {
  const words = needs
    .split(";")
    .map((group) =>
      group
        .split(",")
        .map((one) => {
          const [, name = "", level = ""] = /^\s*([a-z_]+)=(read|write|admin)\s*$/.exec(one) ?? [];
          return name === "" ? "" : `${name.replaceAll("_", " ")} (${level})`;
        })
        .filter((one) => one !== "")
        .join(" and "),
    )
    .filter((one) => one !== "");
  return words.join(", or ");
}

/** An answer that refuses, as a problem. */
export function refusalProblem(refusal: Refusal, at: Failure): GitHubProblem {
  const { status, headers, body, retryAt } = refusal;
  const { place } = at;
  const said = at.scrub(wordsOf(body));
  const words = said === "" ? "" : ` GitHub says: ${said.replace(/[.]+$/, "")}.`;
  const signIn = at.hasToken
    ? "Sign in again with a valid token: Settings, GitHub, or countersign github login."
    : "Sign in: Settings, GitHub, or countersign github login.";
  if (retryAt !== null)
    return {
      code: "github-limit",
      status,
      retryAt: retryAt.toISOString(),
      message: `${at.host} takes no more requests until ${retryAt.toISOString()}: a limit is used up.${words}`,
      place,
      remedy: "Nothing is asked before then; it goes on by itself while Countersign runs.",
    };
  if (status === 401)
    return {
      code: "github-token",
      status,
      message: at.hasToken
        ? `${at.host} refused the token: it has expired or was revoked.`
        : `${at.host} wants an account for this.`,
      place,
      remedy: signIn,
    };
  if (status === 403) {
    const needs = (headers.get("x-accepted-github-permissions") ?? "").slice(0, 300);
    const inWords = permissionWords(needs);
    return {
      code: "github-forbidden",
      status,
      ...(needs === "" ? {} : { needs }),
      message: `${at.host} does not let this account do that.${words}`,
      place,
      remedy:
        inWords === ""
          ? "Ask who administers the repository, or do it on GitHub."
          : `The token needs ${inWords} for this repository.`,
    };
  }
  if (status === 404 || status === 410)
    return {
      code: "github-not-found",
      status,
      message: `${at.host} has nothing at ${place} that ${at.hasToken ? "this account" : "everyone"} may see.`,
      place,
      remedy: at.hasToken
        ? "Check the address, and that the token was given this repository."
        : "Check the address. A private repository needs an account: Settings, GitHub, or countersign github login.",
    };
  if (at.isWrite && (status >= 500 || status === 408))
    return {
      code: "github-lost",
      status,
      message: `${at.host} answered ${String(status)}: whether it was done is not known.`,
      place,
      remedy: "It is looked for before it is sent again.",
    };
  if (status >= 500 || status === 408)
    return {
      code: "github-unreachable",
      status,
      message: `${at.host} answered ${String(status)}.`,
      place,
      remedy: "It is asked again later.",
    };
  return {
    code: "github-refused",
    status,
    message: `${at.host} refused what was asked (${String(status)}).${words}`,
    place,
    remedy: "Nothing was changed there.",
  };
}

/** A redirect that is not followed. */
export function movedProblem(at: Failure): GitHubProblem {
  return {
    code: "github-moved",
    message: `${place(at)} is at another address now.`,
    place: at.place,
    remedy: "Connect the repository by its new name.",
  };
}

/** An answer of another form, or one that is too large. */
export function formProblem(at: Failure, what: string): GitHubProblem {
  return {
    code: at.isWrite ? "github-lost" : "github-form",
    message: `${at.host} answered ${what}.`,
    place: at.place,
    remedy: at.isWrite ? "It is looked for before it is sent again." : "Nothing was taken of it.",
  };
}

/** The signal ended it. In: whether it may have reached GitHub. */
export function stoppedProblem(at: Failure, sent: boolean): GitHubProblem {
  return at.isWrite && sent
    ? {
        code: "github-lost",
        message: "It was stopped while it was on its way: whether it was done is not known.",
        place: at.place,
        remedy: "It is looked for before it is sent again.",
      }
    : { code: "github-stopped", message: "It was stopped before anything was asked.", place: at.place };
}

/** Causes at which nothing can have been sent: no connection was made. */
const beforeSending =
  /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ENETDOWN|UND_ERR_CONNECT_TIMEOUT|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO)/;

function causeCode(error: unknown): string {
  for (let at = error, depth = 0; depth < 5 && typeof at === "object" && at !== null; depth += 1) {
    if ("code" in at && typeof at.code === "string" && at.code !== "") return at.code;
    if (at instanceof AggregateError && at.errors.length > 0) at = at.errors[0];
    else at = "cause" in at ? at.cause : null;
  }
  return "";
}

/** A request without an answer. */
export function silenceProblem(error: unknown, at: Failure): GitHubProblem {
  const { message } = networkProblem({ host: at.host, place: at.place, tokenEnv: null }, error);
  if (at.isWrite && !beforeSending.test(causeCode(error)))
    return {
      code: "github-lost",
      message: `${message} Whether it was done is not known.`,
      place: at.place,
      remedy: "It is looked for before it is sent again.",
    };
  return {
    code: "github-unreachable",
    message,
    place: at.place,
    remedy: "Check the network; it is asked again later.",
  };
}

function place(at: Failure): string {
  return at.place === "" ? at.host : at.place;
}
