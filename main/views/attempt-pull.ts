import type { Attempt } from "../../shared/model/attempt";
import type { PullPlace } from "../outbox/port";
import type { Abilities } from "../platform/github/port";
import { pullAccount } from "../store/github-pulls";
import type { Core } from "./core";

/** What accounts may do in repositories, as it was found out last: by account and repository. */
const learned = new WeakMap<Core, Map<string, { readonly abilities: Abilities; readonly at: number }>>();
const learnedMs = 10 * 60_000;
/** Whose the token of the environment is, as GitHub said: by host. */
const viewers = new WeakMap<Core, Map<string, { readonly login: string; readonly id: number }>>();

function keyOf({ host, owner, repo, account }: PullPlace): string {
  return `${host} ${account?.login ?? ""} ${owner}/${repo}`.toLowerCase();
}

/** The pull request that an attempt is, and what can be done there; null where it is none. */
export function pullPlace(core: Core, { pull }: Attempt): PullPlace | null {
  if (pull === undefined) return null;
  const { host, repository, number, url, author, state } = pull;
  const [owner, repo] = repository.split("/");
  if (owner === undefined || repo === undefined) return null;
  const { login } = pullAccount(core.record, host, repository);
  const api = core.github.api(host, login);
  const account = api.ok ? (api.value.account ?? knownViewer(core, host)) : null;
  const noAccount =
    account !== null ? null : api.ok ? withoutAccount(core, host) : api.error.message.replace(/\.$/, "");
  const place: PullPlace = { host, owner, repo, number, url, author, state, account, noAccount, may: {} };
  return { ...place, may: learned.get(core)?.get(keyOf(place))?.abilities ?? {} };
}

function withoutAccount(core: Core, host: string): string {
  return host === "github.com" && core.github.environment() !== null
    ? "Whose GITHUB_TOKEN is could not be asked yet"
    : `No account is signed in on ${host}`;
}

/** Whose the token of the environment is, where it was found out; null otherwise. */
export function knownViewer(core: Core, host: string): { readonly login: string; readonly id: number } | null {
  return viewers.get(core)?.get(host) ?? null;
}

/** Keeps whose the token of the environment is. */
export function noteViewer(core: Core, host: string, account: { readonly login: string; readonly id: number }): void {
  const known = viewers.get(core) ?? new Map<string, { readonly login: string; readonly id: number }>();
  viewers.set(core, known);
  known.set(host, account);
}

/** Whether it is to be asked again what the account may do there. */
export function abilitiesOld(core: Core, place: PullPlace): boolean {
  const known = learned.get(core)?.get(keyOf(place));
  return known === undefined || core.platform.clock.now().getTime() - known.at > learnedMs;
}

/** Keeps what was found out. */
export function noteAbilities(core: Core, place: PullPlace, abilities: Abilities): void {
  const known = learned.get(core) ?? new Map<string, { readonly abilities: Abilities; readonly at: number }>();
  learned.set(core, known);
  known.set(keyOf(place), { abilities, at: core.platform.clock.now().getTime() });
}
