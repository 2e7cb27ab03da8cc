import { useState } from "react";
import type { GitHubRepositoryView, LeftPull } from "../../../shared/contract/github-pulls";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { GitHubFields, loginsIn } from "../../parts/GitHubFields";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { formatAgo, formatClock, formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import "../../parts/add-connection.css";

/** A repository of GitHub: what was taken of its pull requests and what was not, how old that is, and what is left of the allowance. */
export function GitHubSections({ id, now }: { readonly id: string; readonly now: number }) {
  const said = useQuery("github.repository", { id }, { scopes: ["runners", "settings"] });
  if (said.problem !== undefined)
    return <FailedMessage thing="the repository" problem={said.problem} onRetry={said.reload} />;
  if (said.value === undefined) return <LoadingMessage thing="the repository" slow={said.slow} />;
  return (
    <>
      <Taken view={said.value} />
      <Asking view={said.value} now={now} />
      <Choice key={JSON.stringify(said.value.choice)} id={id} view={said.value} />
      <Left view={said.value} />
    </>
  );
}

function Taken({ view: { counts, agents } }: { readonly view: GitHubRepositoryView }) {
  return (
    <section className="connection-section" aria-label="Pull requests">
      <h3>Pull requests</h3>
      <p className="connection-sum">
        {`${formatCount(counts.taken)} of ${formatPlural(counts.listed, "pull request")} listed ${counts.taken === 1 ? "is an attempt" : "are attempts"} here, ${formatCount(counts.open)} open`}
      </p>
      <dl className="connection-facts">
        {agents.map(({ name, pulls }) => (
          <Fact key={name} name={name} text={formatCount(pulls)} />
        ))}
        <Fact name="No sign of an agent" text={`${formatCount(counts.people)}, left out`} />
        <Fact name="Of bots" text={`${formatCount(counts.bots)}, left out`} />
        {counts.waiting === 0 ? null : <Fact name="Still to be read" text={formatCount(counts.waiting)} />}
      </dl>
    </section>
  );
}

function Asking({ view, now }: { readonly view: GitHubRepositoryView; readonly now: number }) {
  const { allowance, askedAt, nextAt, blockedUntil, account, accountProblem, tokenFrom } = view;
  return (
    <section className="connection-section" aria-label="How GitHub is asked">
      <h3>How GitHub is asked</h3>
      <dl className="connection-facts">
        <Fact
          name="Account"
          text={
            accountProblem ??
            account ??
            (tokenFrom === null ? "none: what is public is read" : `the token of ${tokenFrom}`)
          }
        />
        <Fact name="Last answered" text={askedAt === null ? "never" : formatAgo(askedAt, now)} />
        <Fact
          name="Asked again"
          text={
            accountProblem !== null
              ? "not before that is put right"
              : blockedUntil !== null
                ? `at ${formatClock(blockedUntil)}: GitHub's limit is reached`
                : nextAt === null
                  ? "when it is synced"
                  : Date.parse(nextAt) <= now
                    ? "now"
                    : `in ${formatPlural(Math.max(1, Math.round((Date.parse(nextAt) - now) / 60_000)), "minute")}`
          }
        />
        {allowance === null ? null : (
          <>
            <Fact
              name="Allowance"
              text={`${formatCount(allowance.remaining)} of ${formatPlural(allowance.limit, "request")} left${allowance.resetAt === null ? "" : ` until ${formatClock(allowance.resetAt)}`}`}
            />
            <Fact
              name="Last hour"
              text={`${formatPlural(allowance.requests, "request")}, ${formatCount(allowance.notModified)} not counted: nothing had changed`}
            />
          </>
        )}
      </dl>
    </section>
  );
}

function Fact({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <>
      <dt>
        <SafeText text={name} />
      </dt>
      <dd>
        <SafeText text={text} />
      </dd>
    </>
  );
}

function Choice({ id, view }: { readonly id: string; readonly view: GitHubRepositoryView }) {
  const [choice, setChoice] = useState(view.choice);
  const [authors, setAuthors] = useState(view.choice.authors.join(", "));
  const [busy, setBusy] = useState(false);
  const wanted = { ...choice, authors: loginsIn(authors) };
  const same = JSON.stringify(wanted) === JSON.stringify(view.choice);
  const save = async () => {
    setBusy(true);
    const saved = await call("github.choose", { id, choice: wanted });
    const read = saved.ok ? await call("runners.sync", { id }) : saved;
    setBusy(false);
    announce(read.ok ? "The repository was read by the new choice." : `Could not change it: ${read.error.message}`);
  };
  return (
    <section className="connection-section connection-choice" aria-label="What is taken">
      <h3>What is taken</h3>
      <GitHubFields choice={choice} onChange={setChoice} authors={authors} onAuthors={setAuthors} />
      <Button
        small
        busy={busy}
        {...(same ? { disabledReason: "Nothing was changed" } : {})}
        onClick={() => {
          void save();
        }}
      >
        Save and read
      </Button>
    </section>
  );
}

const reasons: Readonly<Record<LeftPull["why"], string>> = {
  person: "no sign of an agent",
  bot: "a bot's",
  waiting: "still to be read",
  failed: "could not be read",
};

function Left({ view: { left, counts } }: { readonly view: GitHubRepositoryView }) {
  if (left.length === 0) return null;
  const total = counts.listed - counts.taken;
  return (
    <section className="connection-section" aria-label="Pull requests that are no attempt here">
      <h3>{`Left out, ${formatCount(Math.max(total, left.length))}`}</h3>
      <ul className="connection-rows">
        {left.map((pull) => (
          <li key={pull.number}>
            <span className="mono">{`#${String(pull.number)} `}</span>
            <SafeText text={pull.title} />
            <div className={pull.why === "failed" ? "amber" : "mid"}>
              <SafeText text={`${pull.author}, ${pull.problem ?? reasons[pull.why]}`} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
