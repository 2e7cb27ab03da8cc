import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import type { Output } from "../../shared/contract/api";
import type { GitHubAccount, GitHubAccounts } from "../../shared/contract/github";
import { err, ok, type Result } from "../../shared/result";
import { signInWords } from "../../shared/review/github-words";
import { keptWords } from "../../shared/review/key-words";
import { parseRepositoryAddress } from "../platform/github/addresses";
import { askSecret, canType } from "./ask-secret";
import { told, unlock } from "./identity-session";
import { plain } from "./screen";
import { newCommand, type Session, type Terminal } from "./terminal";

const mostOfToken = 4096;
const pollMs = 1000;

/** `github login|status|logout` */
export function githubCommand(terminal: Terminal): Command {
  const github = new Command("github")
    .description("The GitHub accounts that are asked with, and what they may do.")
    .addHelpText(
      "after",
      `
  countersign github login                        type or paste a fine-grained token; it is not shown
  countersign github login < token.txt            or read it from a file; never as an argument, which others can see
  countersign github login --host ghe.example.org an Enterprise server
  countersign github status --check --repo OWNER/REPO   whose the token is, and what it may do there
  countersign github logout                       wipe it here

A fine-grained token for the repositories you review is the usual way. It needs: Metadata read, Contents read, Pull requests
read and write, Issues read and write, Commit statuses read (and write, to set them), Actions read.
Without any account GITHUB_TOKEN is used for github.com, and never kept.`,
    );
  github.addCommand(loginCommand(terminal));
  github.addCommand(statusCommand(terminal));
  github.addCommand(logoutCommand(terminal));
  return github;
}

interface LoginOptions {
  readonly host: string;
  readonly tokenEnv?: string;
  readonly device?: boolean;
  readonly clientId?: string;
  readonly unprotected?: boolean;
  readonly wide?: boolean;
}

function loginCommand(terminal: Terminal): Command {
  return newCommand("login", "Sign in to GitHub with a token, or by a code in the browser.")
    .option("--host <host>", "github.com, or an Enterprise server", "github.com")
    .option("--token-env <name>", "read the token from this environment variable")
    .option("--device", "by a code in the browser; needs the client id of a GitHub App")
    .option("--client-id <id>", "of that app; or COUNTERSIGN_GITHUB_CLIENT_ID")
    .option("--unprotected", "keep the token although nothing but the rights of its file protects it")
    .option("--wide", "keep a classic token that may do more than is needed")
    .addHelpText(
      "after",
      `
The token is kept as your signing key is: under its passphrase (COUNTERSIGN_PASSPHRASE), or in the window under the system's
keychain. GitHub is asked whose it is; the account's number is remembered, and another account under the same name is refused.
Countersign has no app of its own registered at GitHub: --device works with one that you or your company registered. Where its
tokens end (eight hours is usual) they are renewed by themselves.`,
    )
    .action(async (options: LoginOptions, command: Command) => {
      await terminal.run(command, async (session) => {
        const unlocked = await unlock(session);
        if (!unlocked.ok) return unlocked;
        return options.device === true ? byDevice(session, options) : byToken(session, options);
      });
    });
}

async function byToken(session: Session, options: LoginOptions): Promise<Result<undefined>> {
  const token = await readToken(options.tokenEnv);
  if (!token.ok) return token;
  const added = await session.ask("github.addToken", {
    host: options.host,
    token: token.value,
    unprotected: options.unprotected === true,
    wide: options.wide === true,
    accountId: null,
  });
  if (!added.ok) return added;
  const { account, warnings } = added.value;
  told(
    session,
    `Signed in to ${plain(account.host)} as ${plain(account.login)}. ${keptSentence(account)}`,
    added.value,
  );
  if (!session.json) for (const warning of warnings) session.screen.line(warning);
  return ok(undefined);
}

/** A token out of a variable, out of what is piped in, or typed without being shown. */
async function readToken(variable: string | undefined): Promise<Result<string>> {
  if (variable !== undefined) {
    const given = process.env[variable]?.trim();
    return given === undefined || given === ""
      ? err({
          code: "token-missing",
          message: `${plain(variable)} holds no token.`,
          remedy: "Put it there, or type it.",
        })
      : ok(given);
  }
  if (canType()) return askSecret("Token (it is not shown):", "");
  let text = "";
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.length > mostOfToken) break;
  }
  return text.trim() === ""
    ? err({
        code: "token-missing",
        message: "There is no token to read.",
        remedy: "Type it at a terminal, pipe it in, or name a variable with --token-env.",
      })
    : ok(text.trim());
}

async function byDevice(session: Session, options: LoginOptions): Promise<Result<undefined>> {
  const begun = await session.ask("github.signIn", {
    host: options.host,
    clientId: options.clientId ?? null,
    unprotected: options.unprotected === true,
  });
  if (!begun.ok) return begun;
  process.stderr.write(`Open ${plain(begun.value.address ?? "")} and type ${plain(begun.value.userCode ?? "")}\n`);
  for (;;) {
    await sleep(pollMs);
    const now = await session.ask("github.signInState", {});
    if (!now.ok) return now;
    if (now.value.state === "code") continue;
    const message = now.value.message ?? "Nothing came of it.";
    return now.value.state === "done"
      ? told(session, plain(message), now.value)
      : err({ code: "github-sign-in", message: plain(message) });
  }
}

interface StatusOptions {
  readonly check?: boolean;
  readonly repo?: string;
  readonly login?: string;
}

function statusCommand(terminal: Terminal): Command {
  return newCommand("status", "Which accounts are signed in, how their tokens are kept, and when they end.")
    .option("--check", "ask GitHub whose each token is")
    .option("--repo <repository>", "what may be done there: OWNER/REPO, or https://HOST/OWNER/REPO")
    .option("--login <login>", "with this account, of several")
    .addHelpText(
      "after",
      `
--repo reads only. "untried" is what GitHub tells only when it is done: fine-grained tokens do not say what they were given.
"Ends" is when somebody has to sign in again: the token of an app that lets its tokens end is renewed by itself when it is used.
Ends with 1 where a token is locked, has ended or is refused.`,
    )
    .action(async (options: StatusOptions, command: Command) => {
      await terminal.run(command, async (session) => status(session, options));
    });
}

interface Check {
  readonly host: string;
  readonly login: string;
  readonly problem: string | null;
}

async function status(session: Session, options: StatusOptions): Promise<Result<number | undefined>> {
  const { ask, json, screen } = session;
  const unlocked = canType() ? await unlock(session) : ok(undefined);
  if (!unlocked.ok) return unlocked;
  const state = await ask("github.accounts", {});
  if (!state.ok) return state;
  const checks: Check[] = [];
  if (options.check === true)
    for (const { host, login } of state.value.accounts) {
      const checked = await ask("github.check", { host, login });
      checks.push({ host, login, problem: checked.ok ? null : checked.error.message });
    }
  const abilities =
    options.repo === undefined ? ok(null) : await abilitiesAt(session, options.repo, options.login ?? null);
  if (!abilities.ok) return abilities;
  const budget = await ask("github.budget", {});
  if (!budget.ok) return budget;
  if (json) screen.json({ ...state.value, checks, abilities: abilities.value, budget: budget.value });
  else {
    printAccounts(session, state.value, checks);
    if (abilities.value !== null)
      screen.table(
        [{ head: "Act" }, { head: "May" }, { head: "Why", most: 160 }],
        Object.entries(abilities.value).map(([act, { may, why }]) => [act, may, why]),
      );
    for (const one of budget.value) screen.line(budgetLine(one));
  }
  const isWrong =
    checks.some(({ problem }) => problem !== null) || state.value.accounts.some((one) => one.state !== "ready");
  return ok(isWrong ? 1 : undefined);
}

async function abilitiesAt(
  { ask }: Session,
  given: string,
  login: string | null,
): Promise<Result<Output<"github.abilities">>> {
  const at = parseRepositoryAddress(given);
  return at === null
    ? err({
        code: "bad-repository",
        message: `${plain(given)} names no repository.`,
        remedy: "Write it as OWNER/REPO.",
      })
    : ask("github.abilities", { host: at.host, login, owner: at.owner, repo: at.repo });
}

function printAccounts({ screen }: Session, { accounts, environment }: GitHubAccounts, checks: readonly Check[]): void {
  if (accounts.length === 0) screen.line("No GitHub account is signed in here.");
  else
    screen.table(
      [
        { head: "Host" },
        { head: "Account" },
        { head: "Number", right: true },
        { head: "Token" },
        { head: "Ends" },
        { head: "State" },
        { head: "Kept by" },
        { head: "GitHub says", most: 100 },
      ],
      accounts.map((one) => {
        const check = checks.find(({ host, login }) => host === one.host && login === one.login);
        return [
          one.host,
          one.login,
          String(one.id),
          one.kind,
          endOf(one)?.slice(0, 10) ?? "not told",
          one.state,
          one.protection,
          check === undefined ? "not asked" : (check.problem ?? "as kept here"),
        ];
      }),
    );
  for (const one of accounts)
    if (one.renewal !== null || one.ended !== null)
      screen.line(`${plain(one.login)} on ${plain(one.host)}: ${signInWords(one, (at) => at.slice(0, 10))}`);
  if (environment !== null)
    screen.line(
      `${environment.variable} holds a token (${environment.kind}): used for github.com where no account is signed in there, and not kept.`,
    );
}

/** When somebody has to sign in again: what is renewed by itself does not end with its token. */
function endOf({ expiresAt, renewal, ended }: GitHubAccount): string | null {
  if (ended !== null) return ended.at;
  return renewal === null ? expiresAt : renewal.until;
}

function keptSentence({ protection, expiresAt }: GitHubAccount): string {
  const ends = expiresAt === null ? "" : ` It ends on ${expiresAt.slice(0, 10)}.`;
  return `The token is kept ${keptWords[protection]}.${ends}`;
}

function budgetLine({ host, login, budget }: Output<"github.budget">[number]): string {
  const left =
    budget.remaining === null || budget.limit === null
      ? "nothing was asked yet"
      : `${String(budget.remaining)} of ${String(budget.limit)} requests left until ${budget.resetAt ?? "a time not told"}`;
  return `${plain(host)}${login === null ? "" : ` ${plain(login)}`}: ${left}; ${String(budget.requests)} sent, ${String(budget.notModified)} of them answered "not changed", which GitHub does not count.`;
}

function logoutCommand(terminal: Terminal): Command {
  return newCommand("logout", "Wipe an account's token here, and the answers stored with it.")
    .option("--host <host>", "github.com, or an Enterprise server", "github.com")
    .option("--login <login>", "of several accounts")
    .addHelpText("after", "\nThe token stays valid until you revoke it at GitHub: Settings, Developer settings.")
    .action(async (options: { host: string; login?: string }, command: Command) => {
      await terminal.run(command, async (session) => {
        const state = await session.ask("github.accounts", {});
        if (!state.ok) return state;
        const here = state.value.accounts.filter(({ host }) => host === options.host);
        const [only, ...more] = here;
        const login = options.login ?? (more.length === 0 ? only?.login : undefined);
        if (login === undefined)
          return err({
            code: here.length === 0 ? "github-no-account" : "ambiguous",
            message:
              here.length === 0
                ? `Nobody is signed in to ${plain(options.host)} here.`
                : `${String(here.length)} accounts are signed in to ${plain(options.host)}.`,
            remedy: "countersign github status names them; --login chooses.",
          });
        const done = await session.ask("github.signOut", { host: options.host, login });
        if (!done.ok) return done;
        if (!done.value.signedOut)
          return err({
            code: "github-no-account",
            message: `${plain(login)} is not signed in to ${plain(options.host)} here.`,
          });
        return told(
          session,
          `The token of ${plain(login)} is wiped here. It stays valid until you revoke it at GitHub.`,
          done.value,
        );
      });
    });
}
