import { setTimeout as sleep } from "node:timers/promises";
import type { Result } from "../../../shared/result";
import { endedWords } from "../../../shared/review/github-words";
import { processRuns } from "../process-runs";
import type { KeptAccount } from "./kept-accounts";
import type { GitHubProblem } from "./port";
import type { Renewed } from "./renew";
import type { TokenSource } from "./token-source";
import type { TokenVault } from "./token-vault";

/** Where a sign-in is kept, and who renews it. */
export interface SignIn {
  readonly host: string;
  readonly login: string;
  readonly vault: TokenVault;
  readonly now: () => Date;
  /** As it is kept now, whoever wrote it last; null once it was signed out. */
  read(): KeptAccount | null;
  /** Puts another in its place. */
  write(account: KeptAccount): Result<undefined>;
  renew(clientId: string, refreshToken: string): Promise<Renewed>;
}

/** A token is renewed this long before it ends: what is being read then goes on with the new one. */
const earlyMs = 5 * 60_000;
/** After one that came to nothing. */
const pauseMs = 60_000;
/** How long another process may take: longer than the request. */
const othersMs = 40_000;
const lookMs = 150;

/**
 * The token of a kept sign-in. One that ends is renewed before it does, or when GitHub refuses it; both new secrets are written at once
 * and before anything is asked with them. That renewing began is written before GitHub is asked: where this process dies with the answer,
 * the next one knows that the refresh token may be used up, tries it, and says what became of it.
 */
export class RenewingToken implements TokenSource {
  readonly #at: SignIn;
  #running: Promise<GitHubProblem | null> | null = null;
  /** What GitHub gave and the disk did not take: used from here, and written as soon as that is possible. */
  #unwritten: KeptAccount | null = null;
  #pause: { readonly until: number; readonly problem: GitHubProblem } | null = null;

  constructor(at: SignIn) {
    this.#at = at;
  }

  current(): string | null {
    const account = this.#account();
    return account === null ? null : this.#at.vault.tokenOf(account);
  }

  async ready(refused: string | null): Promise<GitHubProblem | null> {
    const account = this.#account();
    if (account === null) return this.#problem("github-token", "was signed out", "Sign in again.");
    if (account.ended !== null) return endedProblem(account);
    // A token that another process renewed meanwhile is not the one that was refused.
    if (account.renewal === null || (refused !== null && this.#at.vault.tokenOf(account) !== refused)) return null;
    const left = account.expiresAt === null ? Infinity : Date.parse(account.expiresAt) - this.#at.now().getTime();
    if (refused === null && left > earlyMs) return null;
    if (this.#pause !== null && this.#pause.until > this.#at.now().getTime())
      return refused === null && left > 0 ? null : this.#pause.problem;
    this.#running ??= this.#renew(account).finally(() => {
      this.#running = null;
    });
    const problem = await this.#running;
    // What is left of the old one is used up first.
    return problem?.code === "github-unreachable" && refused === null && left > 0 ? null : problem;
  }

  /** As it is kept; what could not be written stands above it, and is written now where that works. */
  #account(): KeptAccount | null {
    const kept = this.#at.read();
    if (kept === null || this.#unwritten === null) return kept;
    if (this.#at.write(this.#unwritten).ok) this.#unwritten = null;
    return this.#unwritten ?? this.#at.read();
  }

  async #renew(account: KeptAccount): Promise<GitHubProblem | null> {
    const { vault, now } = this.#at;
    const before = await this.#othersDone(account);
    if (!before?.renewal || tokenIsOther(before, account)) return null;
    const { renewal } = before;
    if (renewal.endsAt !== null && Date.parse(renewal.endsAt) <= now().getTime()) return this.#end(before, "too-late");
    const refreshToken = vault.renewalOf(before);
    const keep = vault.keeperOf(before);
    if (refreshToken === null || keep === null) return this.#problem("github-token", "is locked", unlock);
    const begun = { at: now().toISOString(), pid: process.pid };
    // Where this cannot be written the answer could not be either: a refresh token works once, and is not spent on that.
    const marked = this.#at.write({ ...before, renewal: { ...renewal, begun } });
    if (!marked.ok) return this.#later(`its new token could not be kept: ${marked.error.message}`);
    const answer = await this.#at.renew(renewal.clientId, refreshToken);
    const kept = this.#at.read();
    if (kept === null) return this.#problem("github-token", "was signed out", "Sign in again.");
    switch (answer.came) {
      case "renewed": {
        const { token, expiresAt, refreshToken: next, refreshEndsAt } = answer;
        // What protects tokens may have changed while GitHub was asked.
        const keeps = tokenIsOther(kept, before) ? (vault.keeperOf(kept) ?? keep) : keep;
        const after: KeptAccount = {
          ...kept,
          token: keeps(token, kept, "token"),
          expiresAt,
          renewal: { ...renewal, token: keeps(next, kept, "renewal"), endsAt: refreshEndsAt, begun: null },
        };
        if (!this.#at.write(after).ok) this.#unwritten = after;
        vault.remember(after, token);
        this.#pause = null;
        return null;
      }
      case "refused":
        // Another process may have used it at the same moment: then its new token stands in the file by now.
        if (tokenIsOther(kept, before)) return null;
        return this.#end(before, renewal.begun === null ? "refused" : "cut-short");
      case "not-now":
        this.#at.write(before);
        return this.#later(answer.why);
      case "lost":
        return this.#later(answer.why);
    }
  }

  /** Waits while another process is at it. Out: the account as it is then. */
  async #othersDone(account: KeptAccount): Promise<KeptAccount | null> {
    let kept: KeptAccount | null = this.#account();
    while (kept?.renewal && !tokenIsOther(kept, account)) {
      const { begun } = kept.renewal;
      const isOver = begun === null || this.#at.now().getTime() - Date.parse(begun.at) > othersMs;
      if (isOver || begun.pid === process.pid || !processRuns(begun.pid)) return kept;
      await sleep(lookMs);
      kept = this.#account();
    }
    return kept;
  }

  #end(account: KeptAccount, why: NonNullable<KeptAccount["ended"]>["why"]): GitHubProblem {
    const ended = { ...account, renewal: null, ended: { at: this.#at.now().toISOString(), why } };
    this.#at.write(ended);
    return endedProblem(ended);
  }

  #later(why: string): GitHubProblem {
    const problem: GitHubProblem = {
      code: "github-unreachable",
      message: `The token of ${this.#at.login} ends and could not be renewed: ${why}`,
      place: this.#at.host,
      remedy: "It is tried again when something is asked, at most once a minute.",
    };
    this.#pause = { until: this.#at.now().getTime() + pauseMs, problem };
    return problem;
  }

  #problem(code: GitHubProblem["code"], what: string, remedy: string): GitHubProblem {
    const { host, login } = this.#at;
    return { code, message: `${login} on ${host} ${what}: nothing is asked with it.`, place: host, remedy };
  }
}

const unlock = "Give the passphrase of the reviewer's key (COUNTERSIGN_PASSPHRASE), or sign in again.";

/** A sign-in that is over. */
export function endedProblem({ host, login, ended }: KeptAccount): GitHubProblem {
  return {
    code: "github-token",
    message: `The sign-in of ${login} on ${host} is over${ended === null ? "" : `: ${endedWords[ended.why]}`}.`,
    place: host,
    remedy: "Sign in again: countersign github login --device, or in the settings. What was read stays.",
  };
}

function tokenIsOther(one: KeptAccount, other: KeptAccount): boolean {
  return JSON.stringify(one.token) !== JSON.stringify(other.token);
}
