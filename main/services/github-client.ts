import { ok, type Problem, type Result } from "../../shared/result";
import type { GitHubApi } from "../platform/github/port";
import { knownViewer, noteViewer } from "../views/attempt-pull";
import type { Core } from "../views/core";

/** A client that writes, and as whom. */
export interface WritingClient {
  readonly api: GitHubApi;
  readonly account: { readonly login: string; readonly id: number };
}

/**
 * The client that writes as an account: a kept one, or that of the token in the environment, where it is the same account. In: null
 * for whichever account there is. Codes: "github-locked", "github-no-account", and those of asking whose token it is.
 */
export async function clientFor(
  core: Core,
  host: string,
  login: string | null,
  signal: AbortSignal,
): Promise<Result<WritingClient>> {
  const none = (message: string): { readonly ok: false; readonly error: Problem } => ({
    ok: false,
    error: { code: "github-no-account", message, remedy: "Sign in: countersign github login, or in the settings." },
  });
  const named = core.github.api(host, login);
  if (!named.ok && named.error.code !== "github-no-account") return named;
  if (named.ok && named.value.account !== null) return ok({ api: named.value, account: named.value.account });
  const any = core.github.api(host, null);
  if (!any.ok) return any;
  const api = any.value;
  if (api.account === null && (host !== "github.com" || core.github.environment() === null))
    return none(login === null ? `No account is signed in on ${host}.` : `${login} is not signed in to ${host} here.`);
  let account = api.account ?? knownViewer(core, host);
  if (account === null) {
    const viewer = await api.viewer(signal);
    if (!viewer.ok) return viewer;
    account = { login: viewer.value.login, id: viewer.value.id };
    noteViewer(core, host, account);
  }
  return login === null || login.toLowerCase() === account.login.toLowerCase()
    ? ok({ api, account })
    : none(`It was to be sent as ${login}, and ${account.login} is signed in.`);
}
