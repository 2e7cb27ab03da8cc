import { createHash } from "node:crypto";
import { err, ok, type Result } from "../../shared/result";
import type { KeySecret } from "../audit/signers";
import { tokenKind } from "./github/abilities";
import { apiBase } from "./github/addresses";
import { createGitHubApi } from "./github/api";
import { BudgetKeeper } from "./github/budget";
import { KeptAccounts, type KeptAccount } from "./github/kept-accounts";
import type { Budget, GitHubAccess, GitHubApi, GitHubCache, Viewer } from "./github/port";
import { renew } from "./github/renew";
import { endedProblem, RenewingToken } from "./github/renewing-token";
import { fixedToken, type TokenSource } from "./github/token-source";
import { TokenVault } from "./github/token-vault";

interface AccountsOptions {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly keyring: { secrets(): readonly KeySecret[]; mayBePlain(): boolean };
  readonly version: string;
  readonly now: () => Date;
  /** Where answers are kept between runs; null keeps none. */
  readonly cache: GitHubCache | null;
}

/** An account as it is shown: never its token. */
export type AccountView = Omit<KeptAccount, "token" | "tokenId" | "renewal"> & {
  readonly state: "ready" | "locked" | "expired";
  /** Null where nothing renews the token. */
  readonly renewal: {
    /** When what renews it ends, unless it is used before. */
    readonly until: string | null;
    /** Renewing began then, and has brought nothing yet. */
    readonly begunAt: string | null;
  } | null;
};

/** What a sign-in through an app gave to renew its token with. */
export interface NewRenewal {
  readonly clientId: string;
  readonly token: string;
  readonly endsAt: string | null;
}

const environmentVariable = "GITHUB_TOKEN";

/**
 * The GitHub accounts of a data folder. Tokens are kept as the reviewer's key is: under the keychain's secret, under a passphrase, or
 * as they are where that was said. They are in this process's memory while they are used, and nowhere else.
 */
export class GitHubAccounts implements GitHubAccess {
  readonly #options: AccountsOptions;
  readonly #kept: KeptAccounts;
  readonly #clients = new Map<string, GitHubApi>();
  readonly #budgets = new Map<string, BudgetKeeper>();
  readonly #vault: TokenVault;

  constructor(options: AccountsOptions) {
    this.#options = options;
    this.#kept = new KeptAccounts(options.home);
    this.#vault = new TokenVault(options.keyring);
  }

  list(): Result<readonly AccountView[]> {
    const kept = this.#kept.read();
    if (!kept.ok) return kept;
    return ok(kept.value.accounts.map((account) => this.#viewOf(account)));
  }

  /** Kind of the token that the environment gives for github.com; null without one. */
  environment(): { readonly variable: string; readonly kind: KeptAccount["kind"] } | null {
    const token = this.#given();
    return token === null ? null : { variable: environmentVariable, kind: tokenKind(token) };
  }

  api(host: string, login: string | null): Result<GitHubApi> {
    const kept = this.#kept.read();
    if (!kept.ok) return kept;
    this.#dropSignedOut(kept.value.accounts);
    const here = kept.value.accounts.filter((account) => account.host === host);
    const account = login === null ? here[0] : here.find((one) => one.login.toLowerCase() === login.toLowerCase());
    if (account !== undefined) {
      if (account.ended !== null) return err(endedProblem(account));
      if (this.#vault.tokenOf(account) === null) return err(locked(account));
      return this.#client(host, account.tokenId, account);
    }
    if (login !== null)
      return err({
        code: "github-no-account",
        message: `${login} is not signed in to ${host} here.`,
        place: host,
        remedy: "Sign in: countersign github login, or in the settings.",
      });
    return this.#stranger(host, host === "github.com" ? this.#given() : null);
  }

  /** A client for a token that is not kept: to see whose it is. */
  probe(host: string, token: string): Result<GitHubApi> {
    return this.#stranger(host, token);
  }

  /** The budgets of every account that was asked for while the program runs. */
  budgets(): readonly { readonly host: string; readonly login: string | null; readonly budget: Budget }[] {
    return [...this.#clients.values()].map((api) => ({
      host: api.host,
      login: api.account?.login ?? null,
      budget: api.budget(),
    }));
  }

  /** Base address of a host's API. */
  base(host: string): Result<string> {
    return apiBase(host, this.#options.env["COUNTERSIGN_GITHUB_API"]);
  }

  /** What would keep a token that is added now. */
  offered(): KeptAccount["protection"] | "nothing" {
    return this.#vault.offered();
  }

  /**
   * Keeps a token. In: who it speaks for; whether it may be kept without protection; what renews it, where it ends and came with that.
   * An account of the same number is replaced. Codes: "github-protection", "passphrase-short", and those of the file.
   */
  add(
    host: string,
    token: string,
    viewer: Viewer,
    unprotected: boolean,
    renewal: NewRenewal | null,
  ): Result<AccountView> {
    const secret = this.#vault.secretFor(unprotected);
    if (!secret.ok) return secret;
    const { login, id, expiresAt } = viewer;
    const scopes = viewer.scopes === null ? null : viewer.scopes.map((scope) => scope.slice(0, 100)).slice(0, 100);
    const keep = this.#vault.keeper(secret.value);
    const account: KeptAccount = {
      host,
      login,
      id,
      kind: tokenKind(token),
      tokenId: tokenIdOf(token),
      addedAt: this.#options.now().toISOString(),
      expiresAt,
      scopes,
      protection: secret.value?.protection ?? "file",
      token: keep(token, { host, id }, "token"),
      renewal: renewal && { ...renewal, token: keep(renewal.token, { host, id }, "renewal"), begun: null },
      ended: null,
    };
    const written = this.#kept.change((kept) => ({
      ...kept,
      accounts: [...kept.accounts.filter((one) => one.host !== host || one.id !== id), account],
    }));
    if (!written.ok) return written;
    this.#forget();
    this.#vault.remember(account, token);
    return ok(this.#viewOf(account));
  }

  /** Wipes an account's token from the file and from memory. Out: how its answers are named in the cache; null: there was none. */
  remove(host: string, login: string): Result<string | null> {
    const kept = this.#kept.read();
    if (!kept.ok) return kept;
    const isIt = (one: KeptAccount) => one.host === host && one.login.toLowerCase() === login.toLowerCase();
    const account = kept.value.accounts.find(isIt);
    if (account === undefined) return ok(null);
    const written = this.#kept.change((before) => ({
      ...before,
      accounts: before.accounts.filter((one) => !isIt(one)),
    }));
    this.#forget();
    return written.ok ? ok(`${host} ${account.tokenId}`) : written;
  }

  /** Seals the tokens that are open anew: what protects the reviewer's key has changed. */
  reseal(secret: KeySecret | null): Result<undefined> {
    const kept = this.#kept.read();
    if (!kept.ok) return kept;
    if (kept.value.accounts.length === 0) return ok(undefined);
    return this.#kept.change((before) => ({
      ...before,
      accounts: before.accounts.map((account) => {
        const token = this.#vault.tokenOf(account);
        const renewing = this.#vault.renewalOf(account);
        if (token === null || (account.renewal !== null && renewing === null)) return account;
        const keep = this.#vault.keeper(secret);
        return {
          ...account,
          protection: secret?.protection ?? "file",
          token: keep(token, account, "token"),
          renewal:
            account.renewal && renewing !== null
              ? { ...account.renewal, token: keep(renewing, account, "renewal") }
              : null,
        };
      }),
    }));
  }

  /** Client id of the app to sign in with at a host: the environment's for all, else the one that was given last. */
  clientId(host: string): string | null {
    const given = this.#options.env["COUNTERSIGN_GITHUB_CLIENT_ID"];
    if (given !== undefined && given !== "") return given;
    const kept = this.#kept.read();
    return kept.ok ? (kept.value.apps[host] ?? null) : null;
  }

  keepClientId(host: string, clientId: string): Result<undefined> {
    return this.#kept.change((kept) => ({ ...kept, apps: { ...kept.apps, [host]: clientId } }));
  }

  #given(): string | null {
    const token = this.#options.env[environmentVariable]?.trim();
    return token === undefined || token === "" ? null : token;
  }

  /** Another process may have signed out: what was opened here goes too. */
  #dropSignedOut(accounts: readonly KeptAccount[]): void {
    if (this.#vault.keepOnly(new Set(accounts.map(({ tokenId }) => tokenId)))) this.#clients.clear();
  }

  #forget(): void {
    this.#clients.clear();
    this.#vault.forget();
  }

  #viewOf(account: KeptAccount): AccountView {
    const { token: _token, tokenId: _tokenId, renewal, ...view } = account;
    const ends = renewal === null ? account.expiresAt : renewal.endsAt;
    const over = account.ended !== null || (ends !== null && Date.parse(ends) <= this.#options.now().getTime());
    return {
      ...view,
      renewal: renewal && { until: renewal.endsAt, begunAt: renewal.begun?.at ?? null },
      state: over ? "expired" : this.#vault.tokenOf(account) === null ? "locked" : "ready",
    };
  }

  /** A client that no kept account is behind. */
  #stranger(host: string, token: string | null): Result<GitHubApi> {
    return this.#client(host, token === null ? "nobody" : tokenIdOf(token), null, fixedToken(token));
  }

  /** The one client of a sign-in. In: what names it; its account; where its token is from, if no account keeps it. */
  #client(host: string, tokenId: string, account: KeptAccount | null, given?: TokenSource): Result<GitHubApi> {
    const base = this.base(host);
    if (!base.ok) return base;
    const key = `${host} ${tokenId} ${account === null ? "" : String(account.id)}`;
    const known = this.#clients.get(key);
    if (known !== undefined) return ok(known);
    const client = createGitHubApi({
      host,
      base: base.value,
      token: given ?? this.#renewing(host, tokenId, account?.login ?? ""),
      tokenId,
      account: account === null ? null : { login: account.login, id: account.id },
      version: this.#options.version,
      budget: this.#budget(`${host} ${account === null ? tokenId : String(account.id)}`),
      cache: this.#options.cache,
    });
    this.#clients.set(key, client);
    return ok(client);
  }

  #renewing(host: string, tokenId: string, login: string): TokenSource {
    const { now, version } = this.#options;
    return new RenewingToken({
      host,
      login,
      vault: this.#vault,
      now,
      read: () => {
        const kept = this.#kept.read();
        return kept.ok ? (kept.value.accounts.find((one) => one.tokenId === tokenId) ?? null) : null;
      },
      write: (account) =>
        this.#kept.change((kept) => ({
          ...kept,
          accounts: kept.accounts.map((one) => (one.tokenId === tokenId ? account : one)),
        })),
      renew: async (clientId, refreshToken) => {
        const base = this.base(host);
        return base.ok
          ? renew({ host, base: base.value, clientId, refreshToken, version, now })
          : { came: "not-now", why: base.error.message };
      },
    });
  }

  /** GitHub counts by account, not by token. */
  #budget(key: string): BudgetKeeper {
    const known = this.#budgets.get(key) ?? new BudgetKeeper(this.#options.now);
    this.#budgets.set(key, known);
    return known;
  }
}

/** Names a token without saying anything of it: tokens are long and random. */
function tokenIdOf(token: string): string {
  return createHash("sha256").update(`countersign-token-id\n${token}`).digest("hex").slice(0, 16);
}

function locked({ login, host }: KeptAccount) {
  return {
    code: "github-locked",
    message: `The token of ${login} is locked: ${host} is not asked with it.`,
    place: host,
    remedy:
      "Give the passphrase of the reviewer's key (COUNTERSIGN_PASSPHRASE), or open the window, whose keychain keeps it; otherwise sign in again.",
  };
}
