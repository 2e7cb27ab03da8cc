import * as z from "zod";
import { ok } from "../../../shared/result";
import type { GitHubClient } from "./client";
import { operations } from "./operations";
import {
  githubActs,
  type Abilities,
  type Ability,
  type Asked,
  type Fresh,
  type GitHubAct,
  type GitHubProblem,
  type Repository,
  type RepositoryRef,
  type Viewer,
} from "./port";

/** What a token is, by how GitHub begins it. */
export type TokenKind = "fine-grained" | "classic" | "app-user" | "oauth" | "installation" | "unknown";

/** Reads the kind off a token's beginning (GitHub documentation, "About authentication", token formats). */
export function tokenKind(token: string): TokenKind {
  if (token.startsWith("github_pat_")) return "fine-grained";
  const kinds: Readonly<Record<string, TokenKind>> = {
    ghp_: "classic",
    ghu_: "app-user",
    gho_: "oauth",
    ghs_: "installation",
  };
  return kinds[token.slice(0, 4)] ?? "unknown";
}

/** What GitHub answered to an act: known better than what rights promise. */
export class Learned {
  readonly #known = new Map<string, Ability>();
  /** Permissions that even reading was refused for. */
  readonly #lacking = new Map<string, Set<string>>();

  /** Takes what an act came to. Problems that say nothing of rights change nothing. */
  take(at: RepositoryRef, act: GitHubAct, problem: GitHubProblem | null): void {
    const key = keyOf(at, act);
    if (problem === null) this.#known.set(key, { may: "yes", why: "GitHub took it before." });
    else if (problem.code === "github-forbidden")
      this.#known.set(key, { may: "no", why: problem.remedy ?? problem.message });
  }

  /**
   * Takes what reading something came to. A token that may not read it may not write it either, since write holds read; that it may
   * read it says nothing of writing. GitHub's answer has to name the permission: a 403 for another reason says nothing here.
   */
  takeRead(at: RepositoryRef, permission: string, problem: GitHubProblem | null): void {
    const lacking = this.#lacking.get(nameOf(at)) ?? new Set();
    this.#lacking.set(nameOf(at), lacking);
    if (problem === null) lacking.delete(permission);
    else if (problem.code === "github-forbidden" && (problem.needs ?? "").includes(`${permission}=read`))
      lacking.add(permission);
  }

  get(at: RepositoryRef, act: GitHubAct): Ability | undefined {
    const known = this.#known.get(keyOf(at, act));
    const lacking = this.#lacking.get(nameOf(at));
    if (known !== undefined || lacking === undefined || !permissionsFor[act].every((name) => lacking.has(name)))
      return known;
    const names = permissionsFor[act].join(" and ").replaceAll("_", " ");
    return { may: "no", why: `The token may not even read ${names} here.` };
  }
}

const nameOf = ({ owner, repo }: RepositoryRef) => `${owner}/${repo}`.toLowerCase();
const keyOf = (at: RepositoryRef, act: GitHubAct) => `${nameOf(at)} ${act}`;

/** Roles that may do an act (GitHub documentation, "Repository roles for an organization"); any reader may review and comment. */
const roleFor: Readonly<Record<GitHubAct, "pull" | "triage" | "push">> = {
  review: "pull",
  comment: "pull",
  labels: "triage",
  assignees: "triage",
  reviewers: "triage",
  close: "triage",
  status: "push",
  checks: "pull",
};

/** The permission of a GitHub App's user token that an act needs; one of them is enough. */
const permissionsFor: Readonly<Record<GitHubAct, readonly string[]>> = {
  review: ["pull_requests"],
  comment: ["issues", "pull_requests"],
  labels: ["issues", "pull_requests"],
  assignees: ["issues", "pull_requests"],
  reviewers: ["pull_requests"],
  close: ["pull_requests"],
  status: ["statuses"],
  checks: ["checks"],
};

const installationsForm = z.object({
  account: z.object({ login: z.string() }).nullish(),
  permissions: z.record(z.string(), z.string()),
});

interface Known {
  readonly repository: Repository;
  readonly kind: TokenKind;
  readonly scopes: readonly string[] | null;
  /** Permissions of the app's installation at the owner; null where they are not known. */
  readonly permissions: Readonly<Record<string, string>> | null;
}

/** Finds out by reading alone what the account may do in a repository. */
export async function abilitiesOf(
  client: GitHubClient,
  learned: Learned,
  at: RepositoryRef,
  reads: {
    readonly repository: (at: RepositoryRef, signal: AbortSignal) => Asked<Fresh<Repository>>;
    readonly viewer: (signal: AbortSignal) => Asked<Viewer>;
  },
  signal: AbortSignal,
): Asked<Abilities> {
  const repository = await reads.repository(at, signal);
  if (!repository.ok) return repository;
  const token = client.wire.token.current();
  const kind = token === null ? null : tokenKind(token);
  if (kind === null) return ok(each(() => ({ may: "no", why: "Nobody is signed in to this host." })));
  const who = kind === "classic" || kind === "oauth" ? await reads.viewer(signal) : null;
  if (who?.ok === false) return who;
  const known: Known = {
    repository: repository.value.value,
    kind,
    scopes: who?.value.scopes ?? null,
    permissions: kind === "app-user" ? await installationOf(client, at, signal) : null,
  };
  return ok(each((act) => abilityOf(act, known, learned.get(at, act))));
}

function each(of: (act: GitHubAct) => Ability): Abilities {
  return Object.fromEntries(githubActs.map((act) => [act, of(act)])) as Record<GitHubAct, Ability>;
}

/** One act, by what is known of it: an earlier answer, the role, then what the token was given. */
export function abilityOf(act: GitHubAct, known: Known, learned: Ability | undefined): Ability {
  const { repository, kind, scopes, permissions } = known;
  if (repository.archived && act !== "checks") return { may: "no", why: "The repository is archived." };
  if (repository.role !== null && !repository.role[roleFor[act]])
    return { may: "no", why: `The account's role in the repository lacks ${roleFor[act]} access.` };
  if (learned !== undefined) return learned;
  if (scopes !== null) {
    const enough = scopes.includes("repo") || (!repository.private && scopes.includes("public_repo"));
    const status = act === "status" && scopes.includes("repo:status");
    const reads = act === "checks" && !repository.private;
    return enough || status || reads
      ? { may: "yes", why: "The token's scopes allow it." }
      : { may: "no", why: "The token's scopes do not reach it (repo would)." };
  }
  if (permissions !== null) {
    const level = act === "checks" ? ["read", "write"] : ["write"];
    return permissionsFor[act].some((name) => level.includes(permissions[name] ?? ""))
      ? { may: "yes", why: "The app was given the permission." }
      : { may: "no", why: `The app lacks the permission ${permissionsFor[act].join(" or ").replaceAll("_", " ")}.` };
  }
  if (act === "checks" && kind === "fine-grained" && repository.private)
    return { may: "no", why: "GitHub gives no fine-grained token the right to read check runs." };
  return { may: "untried", why: "GitHub tells what this token may do only when it is done." };
}

async function installationOf(
  client: GitHubClient,
  at: RepositoryRef,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>> | null> {
  const read = await client.list(operations.installations, {}, installationsForm, {
    place: client.wire.host,
    signal,
    under: "installations",
  });
  if (!read.ok) return null;
  const owner = at.owner.toLowerCase();
  return read.value.value.items.find((one) => one.account?.login.toLowerCase() === owner)?.permissions ?? null;
}
