import type { Addresses } from "./shapes-people";
import type { Within } from "./shapes-pull";
import type { Issue, Person, Pull, Repository } from "./model";
import type { World } from "./world";

export type Level = "read" | "write";
/** Permissions as fine-grained tokens have them. */
export type Permission = "metadata" | "contents" | "pull_requests" | "issues" | "checks" | "statuses" | "actions";

/** What a route is asked with. Ids and names of the path are decoded. */
export interface Call {
  readonly world: World;
  readonly at: Addresses;
  readonly viewer: Person | null;
  /** What the token may do, where it is an app's; null for others. */
  readonly granted: Readonly<Partial<Record<Permission, Level>>> | null;
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly accept: string;
  /** Parsed JSON of the request; undefined where it had none. */
  readonly body: unknown;
  /** The repository of the path, for routes under one. */
  readonly repository: Repository;
  /** Where downloads are handed out, without a token. */
  readonly storage: string;
  /** Whether the account may do this in the repository. */
  readonly may: (permission: Permission, level: Level) => boolean;
}

export type Answer =
  | { readonly status: number; readonly json: unknown }
  /** A list: pages are cut from it. `wrap` puts a page into the object that holds it. */
  | { readonly list: readonly unknown[]; readonly wrap?: (page: readonly unknown[]) => unknown }
  | { readonly text: string; readonly type: string }
  | { readonly location: string };

export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** As GitHub's description writes it. */
  readonly template: string;
  /** Any one of these is enough, as in X-Accepted-GitHub-Permissions. Empty where no permission is wanted. */
  readonly needs: readonly (readonly [Permission, Level])[];
  readonly answer: (call: Call) => Answer;
}

/** An answer that refuses, in GitHub's form. */
export function refusal(status: number, message: string, errors?: readonly unknown[]): Answer {
  return {
    status,
    json: {
      message,
      ...(errors === undefined ? {} : { errors }),
      documentation_url: "https://docs.github.com/rest",
      status: String(status),
    },
  };
}

export const notFound = refusal(404, "Not Found");

export function withinOf(call: Call): Within {
  return { world: call.world, at: call.at, repository: call.repository };
}

/** The pull request of the path, or 404. */
export function onPull(answer: (call: Call, pull: Pull, within: Within) => Answer): (call: Call) => Answer {
  return (call) => {
    const pull = call.repository.issues.get(Number(call.path["pull_number"]))?.pull;
    return pull === null || pull === undefined ? notFound : answer(call, pull, withinOf(call));
  };
}

/** The issue of the path, which may be a pull request, or 404. */
export function onIssue(answer: (call: Call, issue: Issue, within: Within) => Answer): (call: Call) => Answer {
  return (call) => {
    const issue = call.repository.issues.get(Number(call.path["issue_number"]));
    return issue === undefined ? notFound : answer(call, issue, withinOf(call));
  };
}
