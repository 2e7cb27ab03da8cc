import { useState } from "react";
import type { GitHubAccount, GitHubAccounts, GitHubBudget } from "../../../shared/contract/github";
import type { Problem } from "../../../shared/result";
import { signInWords } from "../../../shared/review/github-words";
import { keptWords } from "../../../shared/review/key-words";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { formatClock, formatCount, formatDay, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { GitHubAbilities } from "./GitHubAbilities";
import { GitHubSignIn } from "./GitHubSignIn";
import { Section, Setting } from "./Section";
import "./github.css";

interface Failed {
  readonly tried: string;
  readonly problem: Problem;
}

/** The GitHub accounts that are asked with: whose they are, what they may do, when they end. */
export function GitHub() {
  // A sync may find that a sign-in is over.
  const state = useQuery("github.accounts", {}, { scopes: ["settings", "runners"] });
  const budgets = useQuery("github.budget", {}, { scopes: ["settings", "runners"] });
  const [failed, setFailed] = useState<Failed | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const reload = () => {
    state.reload();
    budgets.reload();
  };
  const fail = (what: Failed): void => {
    setSaid(null);
    setFailed(what);
    // What was tried may have found that a sign-in is over.
    reload();
  };
  const tell = (text: string): void => {
    setFailed(null);
    setSaid(text);
    announce(text);
    reload();
  };
  return (
    <Section
      id="github"
      name="GitHub"
      detail="Nothing is asked of GitHub before a repository is connected or an account is signed in. A pasted token is handed to the core process and cleared here; no log, report or archive holds one."
    >
      {failed === null ? null : <FailedMessage tried={failed.tried} thing="the account" problem={failed.problem} />}
      {state.problem === undefined ? null : (
        <FailedMessage thing="the GitHub accounts" problem={state.problem} onRetry={reload} />
      )}
      {state.value === undefined ? (
        state.problem === undefined ? (
          <LoadingMessage thing="the GitHub accounts" slow={state.slow} />
        ) : null
      ) : (
        <>
          <Setting name="Accounts" detail={accountsDetail(state.value)}>
            <div className="github-part">
              {state.value.accounts.length === 0 ? <p>Nobody is signed in.</p> : null}
              {state.value.accounts.length === 0 ? null : (
                <ul className="github-accounts" aria-label="GitHub accounts">
                  {state.value.accounts.map((account) => (
                    <Account
                      key={`${account.host} ${String(account.id)}`}
                      account={account}
                      budget={budgetOf(account, budgets.value)}
                      onFailed={fail}
                      onSaid={tell}
                    />
                  ))}
                </ul>
              )}
              {said === null ? null : (
                <p className="small github-said">
                  <SafeText text={said} />
                </p>
              )}
            </div>
          </Setting>
          <GitHubSignIn state={state.value} onSaid={tell} />
          {state.value.accounts.length === 0 && state.value.environment === null ? null : (
            <GitHubAbilities accounts={state.value.accounts} />
          )}
        </>
      )}
    </Section>
  );
}

function accountsDetail({ environment }: GitHubAccounts): string {
  const given =
    environment === null
      ? ""
      : ` ${environment.variable} holds a token: it is used for github.com where no account is signed in there, and never kept.`;
  return `An account is its number at GitHub: a name may change hands.${given}`;
}

function budgetOf(
  { host, login }: GitHubAccount,
  all: readonly { readonly host: string; readonly login: string | null; readonly budget: GitHubBudget }[] | undefined,
): GitHubBudget | null {
  return all?.find((one) => one.host === host && one.login === login)?.budget ?? null;
}

const kinds: Readonly<Record<GitHubAccount["kind"], string>> = {
  "fine-grained": "Fine-grained token",
  classic: "Classic token",
  "app-user": "Signed in through an app",
  oauth: "Signed in through an OAuth app",
  installation: "Token of an installation",
  unknown: "Token",
};

function Account(props: {
  readonly account: GitHubAccount;
  readonly budget: GitHubBudget | null;
  readonly onFailed: (failed: Failed) => void;
  readonly onSaid: (text: string) => void;
}) {
  const { account, budget, onFailed, onSaid } = props;
  const { host, login } = account;
  const [busy, setBusy] = useState<"check" | "bind" | "out" | null>(null);
  const now = useNow();
  const run = async <T,>(
    which: "check" | "bind" | "out",
    tried: string,
    act: () => Promise<{ ok: true; value: T } | { ok: false; error: Problem }>,
    words: (value: T) => string,
  ) => {
    setBusy(which);
    const done = await act();
    setBusy(null);
    if (done.ok) onSaid(words(done.value));
    else onFailed({ tried, problem: done.error });
  };
  return (
    <li>
      <span className="medium">
        <SafeText text={`${login} on ${host}`} />
        <span className="mid">{` (number ${String(account.id)})`}</span>
      </span>
      <span className={account.state === "ready" ? "small mid" : "small amber"}>{stateWords(account, now)}</span>
      <span className="small mid">{`Kept ${keptWords[account.protection]}.`}</span>
      <span className="small mid">{budgetWords(budget)}</span>
      <span className="github-acts" role="group" aria-label={`Account ${login}`}>
        <Button
          small
          busy={busy === "check"}
          onClick={() =>
            void run(
              "check",
              "Could not check",
              () => call("github.check", { host, login }),
              ({ login: named, id }) =>
                `${host} says: the token speaks for ${named}, number ${String(id)}, as kept here.`,
            )
          }
        >
          Check with GitHub
        </Button>
        <Button
          small
          busy={busy === "bind"}
          onClick={() =>
            void run(
              "bind",
              "Could not bind your key to",
              () => call("identity.github", { host, login }),
              ({ login: named, seq, sshListed }) =>
                `Your key is bound to ${named}; entry ${String(seq)} says so.${sshListed === false ? " The account does not list the SSH key that yours was bound to." : ""}`,
            )
          }
        >
          Bind my key to it
        </Button>
        <Button
          small
          busy={busy === "out"}
          onClick={() =>
            void run(
              "out",
              "Could not sign out of",
              () => call("github.signOut", { host, login }),
              () => `The token of ${login} is wiped here. It stays valid until you revoke it at GitHub.`,
            )
          }
        >
          Sign out
        </Button>
      </span>
    </li>
  );
}

function stateWords(account: GitHubAccount, now: number): string {
  const { kind, state, scopes } = account;
  const locked = state === "locked" ? " Locked: give the passphrase of your signing key, or sign in again." : "";
  const wide = scopes === null || scopes.length === 0 ? "" : ` Scopes: ${scopes.join(", ")}.`;
  return `${kinds[kind]}. ${signInWords(account, (instant) => formatDay(instant, now))}${wide}${locked}`;
}

/** What is left of the allowance, in GitHub's own numbers. */
function budgetWords(budget: GitHubBudget | null): string {
  const { limit = null, remaining = null } = budget ?? {};
  if (budget === null || limit === null || remaining === null)
    return "What GitHub lets it ask shows here once something is read.";
  const sent = `${formatPlural(budget.requests, "request", "requests")} in the last hour, ${formatCount(budget.notModified)} answered “not changed”, which GitHub does not count.`;
  const until = budget.resetAt === null ? "" : ` until ${formatClock(budget.resetAt)}`;
  const blocked =
    budget.blockedUntil === null ? "" : ` Nothing is asked before ${formatClock(budget.blockedUntil)}: GitHub said so.`;
  return `${formatCount(remaining)} of ${formatCount(limit)} left${until}. ${sent}${blocked}`;
}
