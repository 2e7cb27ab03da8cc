import type { Input, Output } from "../../shared/contract/api";
import type { GitHubAccounts, GitHubSignIn } from "../../shared/contract/github";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { tokenKind } from "../platform/github/abilities";
import { checkHost } from "../platform/github/addresses";
import { signInByDevice } from "../platform/github/device";
import type { Viewer } from "../platform/github/port";
import type { NewRenewal } from "../platform/github-accounts";
import { forgetAnswers } from "../store/github-cache";
import type { Core } from "../views/core";

const answerMs = 60_000;
const soon = () => AbortSignal.timeout(answerMs);

/** Scopes of a classic token that what Countersign does may need. */
const needed = new Set(["repo", "public_repo", "repo:status", "read:org", "read:user", "user:email"]);

const nothing: GitHubSignIn = {
  state: "none",
  host: null,
  userCode: null,
  address: null,
  expiresAt: null,
  message: null,
};

interface UnderWay {
  state: GitHubSignIn;
  readonly ends: AbortController;
}
/** One sign-in at a time for each open data folder; it ends with the program. */
const signIns = new WeakMap<Core, UnderWay>();

/** The accounts, what would keep another, and where a sign-in stands. */
export function githubAccounts(core: Core): Result<GitHubAccounts> {
  const accounts = core.github.list();
  if (!accounts.ok) return accounts;
  return ok({
    accounts: [...accounts.value].map((one) => ({ ...one, scopes: one.scopes === null ? null : [...one.scopes] })),
    environment: core.github.environment(),
    offered: core.github.offered(),
    clientId: core.github.clientId("github.com"),
    signIn: signIns.get(core)?.state ?? nothing,
  });
}

/**
 * Keeps a token once GitHub has said whose it is. Codes: "github-token-form", "github-scopes", "github-other-account", those of the
 * accounts' file and of GitHub.
 */
export async function addToken(
  core: Core,
  asked: Input<"github.addToken">,
): Promise<Result<Output<"github.addToken">>> {
  const host = checkHost(asked.host);
  if (!host.ok) return host;
  const token = asked.token.trim();
  if (!/^[\x21-\x7e]{10,400}$/.test(token))
    return err({
      code: "github-token-form",
      message: "This is no GitHub token.",
      remedy: "Paste the whole of it; a fine-grained one begins with github_pat_.",
    });
  const probe = core.github.probe(host.value, token);
  if (!probe.ok) return probe;
  const viewer = await probe.value.viewer(soon());
  if (!viewer.ok) return viewer;
  return keep(core, host.value, token, viewer.value, asked);
}

interface Keep {
  readonly unprotected: boolean;
  readonly wide: boolean;
  readonly accountId: number | null;
}

function keep(
  core: Core,
  host: string,
  token: string,
  viewer: Viewer,
  { unprotected, wide, accountId }: Keep,
  renewal: NewRenewal | null = null,
): Result<Output<"github.addToken">> {
  const refused = otherAccount(core, host, viewer, accountId) ?? tooWide(viewer, wide);
  if (refused !== null) return err(refused);
  const added = core.github.add(host, token, viewer, unprotected, renewal);
  if (!added.ok) return added;
  core.publish("changed", { scopes: ["settings", "runners"] });
  const { scopes } = added.value;
  return ok({
    account: { ...added.value, scopes: scopes === null ? null : [...scopes] },
    warnings: warningsOf(token, viewer, added.value.protection),
  });
}

/** An account of another number under a name that is known, or another than was to be signed in. */
function otherAccount(core: Core, host: string, viewer: Viewer, accountId: number | null): Problem | null {
  const known = core.github.list();
  const sameName =
    known.ok && known.value.find((one) => one.host === host && one.login.toLowerCase() === viewer.login.toLowerCase());
  const expected = accountId ?? (sameName === false || sameName === undefined ? viewer.id : sameName.id);
  if (expected === viewer.id) return null;
  return {
    code: "github-other-account",
    message: `The token speaks for ${viewer.login}, number ${String(viewer.id)} on ${host}; the account here has the number ${String(expected)}.`,
    place: host,
    remedy:
      "A name may have been given to somebody else. Sign out of the account here first, if that is what you want.",
  };
}

function tooWide({ scopes }: Viewer, wide: boolean): Problem | null {
  const more = (scopes ?? []).filter((scope) => !needed.has(scope));
  if (wide || more.length === 0) return null;
  return {
    code: "github-scopes",
    message: `The token was not kept: it may do more than Countersign needs (${more.slice(0, 8).join(", ")}).`,
    remedy:
      "Use a fine-grained token for the repositories you review. To keep this one all the same, say so (--wide, in the window its check box).",
  };
}

function warningsOf(token: string, { scopes, expiresAt }: Viewer, protection: string): string[] {
  const kind = tokenKind(token);
  return [
    ...(scopes?.includes("repo") === true
      ? ["This classic token reaches every repository of the account. A fine-grained one reaches only those you name."]
      : []),
    ...(kind === "fine-grained"
      ? [
          "GitHub lets no fine-grained token read check runs of private repositories: statuses and workflow runs are read.",
        ]
      : []),
    ...(expiresAt === null && kind !== "app-user" ? ["GitHub names no day on which this token ends."] : []),
    ...(protection === "file" || protection === "basic_text"
      ? ["Nothing but the rights of its file protects the token: any program of this account can read it."]
      : []),
  ];
}

/** Wipes an account's token and the answers stored with it. */
export function signOut(core: Core, { host, login }: Input<"github.signOut">): Result<Output<"github.signOut">> {
  const settled = checkHost(host);
  if (!settled.ok) return settled;
  const removed = core.github.remove(settled.value, login);
  if (!removed.ok) return removed;
  if (removed.value !== null) {
    forgetAnswers(core.index, removed.value);
    core.publish("changed", { scopes: ["settings", "runners"] });
  }
  return ok({ signedOut: removed.value !== null });
}

/** Asks whose the token is, and holds it against the number that is kept. Codes: "github-other-account" and GitHub's. */
export async function checkAccount(
  core: Core,
  { host, login }: Input<"github.check">,
): Promise<Result<Output<"github.check">>> {
  const settled = checkHost(host);
  if (!settled.ok) return settled;
  const api = core.github.api(settled.value, login);
  if (!api.ok) return api;
  const viewer = await api.value.viewer(soon());
  if (!viewer.ok) return viewer;
  const other = otherAccount(core, settled.value, viewer.value, api.value.account?.id ?? null);
  if (other !== null) return err(other);
  const { id, expiresAt, scopes } = viewer.value;
  return ok({ login: viewer.value.login, id, expiresAt, scopes: scopes === null ? null : [...scopes] });
}

/** What an account may do in a repository. */
export async function githubAbilities(
  core: Core,
  { host, login, owner, repo }: Input<"github.abilities">,
): Promise<Result<Output<"github.abilities">>> {
  const settled = checkHost(host);
  if (!settled.ok) return settled;
  const api = core.github.api(settled.value, login);
  return api.ok ? api.value.abilities({ owner, repo }, soon()) : api;
}

/** Begins a sign-in by device code; it goes on in the background. Codes: "github-no-app", "github-sign-in". */
export async function beginSignIn(
  core: Core,
  { host, clientId, unprotected }: Input<"github.signIn">,
): Promise<Result<GitHubSignIn>> {
  const settled = checkHost(host);
  if (!settled.ok) return settled;
  const base = core.github.base(settled.value);
  if (!base.ok) return base;
  const app = clientId === null || clientId === "" ? core.github.clientId(settled.value) : clientId;
  if (app === null || !/^[\w.-]{8,100}$/.test(app))
    return err({
      code: "github-no-app",
      message: `No app is set to sign in to ${settled.value} with in the browser.`,
      place: settled.value,
      remedy:
        "Sign in with a fine-grained token. Who has registered a GitHub App gives its client id (COUNTERSIGN_GITHUB_CLIENT_ID, --client-id).",
    });
  if (clientId !== null && clientId !== "") core.github.keepClientId(settled.value, clientId);
  signIns.get(core)?.ends.abort();
  const ends = new AbortController();
  const begun = await signInByDevice({
    host: settled.value,
    base: base.value,
    clientId: app,
    version: core.version,
    now: () => core.platform.clock.now(),
    signal: ends.signal,
  });
  if (!begun.ok) return begun;
  const { userCode, address, expiresAt } = begun.value.code;
  const underWay: UnderWay = {
    ends,
    state: { state: "code", host: settled.value, userCode, address, expiresAt, message: null },
  };
  signIns.set(core, underWay);
  const settle = (state: "done" | "failed", message: string): void => {
    underWay.state = { ...nothing, host: settled.value, state, message };
    core.publish("changed", { scopes: ["settings"] });
  };
  void begun.value.done.then(async (signedIn) => {
    if (!signedIn.ok) {
      settle("failed", `${signedIn.error.message} ${signedIn.error.remedy ?? ""}`.trim());
      return;
    }
    const { token, renewal } = signedIn.value;
    const probe = core.github.probe(settled.value, token);
    const viewer = probe.ok ? await probe.value.viewer(soon()) : probe;
    const kept = viewer.ok
      ? keep(
          core,
          settled.value,
          token,
          withEnd(viewer.value, signedIn.value.expiresAt),
          { unprotected, wide: false, accountId: null },
          renewal && { ...renewal, clientId: app },
        )
      : viewer;
    if (kept.ok) settle("done", `Signed in to ${settled.value} as ${kept.value.account.login}.`);
    else settle("failed", `${kept.error.message} ${kept.error.remedy ?? ""}`.trim());
  });
  return ok(underWay.state);
}

function withEnd(viewer: Viewer, expiresAt: string | null): Viewer {
  return { ...viewer, expiresAt: viewer.expiresAt ?? expiresAt };
}

export function signInState(core: Core): Result<GitHubSignIn> {
  return ok(signIns.get(core)?.state ?? nothing);
}

/** Ends a sign-in that is under way, or clears what one came to. */
export function cancelSignIn(core: Core): Result<GitHubSignIn> {
  signIns.get(core)?.ends.abort();
  signIns.delete(core);
  return ok(nothing);
}
