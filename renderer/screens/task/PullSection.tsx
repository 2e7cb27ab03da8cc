import type { PullEvent } from "../../../shared/contract/github-pulls";
import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { AttemptPull } from "../../../shared/model/pull";
import { useQuery } from "../../bridge/use-query";
import { CommentText } from "../../parts/CommentText";
import { openOutside } from "../../parts/open-outside";
import { formatAgo, formatDigest, formatList, formatMoment, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { Few } from "./Few";
import { Section } from "./Section";

/** The pull requests that attempts are: where each stands, how its agent is known, and what was done and said on it. */
export function PullSection({ view, focusId }: { readonly view: TaskView; readonly focusId: string }) {
  if (view.attempts.every(({ attempt }) => attempt.pull === undefined)) return null;
  return (
    <Section
      id="pull"
      title="On GitHub"
      note="As it was read last; what others say there is no finding"
      attempts={view.attempts}
      focusId={focusId}
      rows={[
        {
          key: "pull",
          head: <span className="medium">Pull request</span>,
          tall: true,
          cell: (attempt) => <PullCell view={attempt} />,
        },
        {
          key: "agent",
          head: <span className="medium">How its agent is known</span>,
          tall: true,
          cell: ({ attempt: { pull } }) => <AgentCell pull={pull} />,
        },
        {
          key: "history",
          head: <span className="medium">Done and said there</span>,
          tall: true,
          cell: (attempt) =>
            attempt.attempt.pull === undefined ? null : <HistoryCell attemptId={attempt.attempt.id} />,
        },
      ]}
    />
  );
}

const states: Readonly<Record<AttemptPull["state"], string>> = {
  draft: "Draft",
  open: "Open",
  closed: "Closed",
  merged: "Merged",
};

function PullCell({ view }: { readonly view: AttemptView }) {
  const now = useNow();
  const { pull } = view.attempt;
  if (pull === undefined) return <span className="dim">not a pull request</span>;
  const ended = pull.endedAt === null ? "" : ` ${formatAgo(pull.endedAt, now)}`;
  return (
    <>
      <button
        type="button"
        className="task-cell"
        aria-label={`${pull.repository}#${String(pull.number)}: open in the browser`}
        onClick={() => {
          void openOutside(pull.url);
        }}
      >
        <span className="link accent">
          <SafeText text={`${pull.repository}#${String(pull.number)}`} code />
        </span>
      </button>
      <div className="task-item">
        <span className={pull.state === "open" ? "medium" : "mid"}>
          <SafeText text={`${states[pull.state]}${ended}, into ${pull.into}, by ${pull.author}`} />
        </span>
      </div>
      {pull.mergeCommit === null ? null : (
        <div className="task-item">
          <span className="mid">{`Merged as ${formatDigest(pull.mergeCommit)}`}</span>
        </div>
      )}
      {pull.labels.length === 0 ? null : (
        <div className="task-item">
          <span className="mid">
            <SafeText text={`Labels: ${formatList(pull.labels)}`} />
          </span>
        </div>
      )}
      <div className="task-item">
        <span className="dim">{`Read ${formatAgo(pull.readAt, now)}`}</span>
      </div>
    </>
  );
}

function AgentCell({ pull }: { readonly pull: AttemptPull | undefined }) {
  if (pull === undefined) return null;
  if (pull.agent === null) return <span className="dim">No sign of an agent was found on it.</span>;
  return (
    <div className="task-item">
      <span>
        <SafeText text={`${pull.agent.name}: ${pull.agent.signs.join("; ")}`} />
      </span>
    </div>
  );
}

const words: Readonly<Record<PullEvent["kind"], string>> = {
  opened: "opened it",
  commit: "committed",
  review: "reviewed",
  "review-comment": "commented on a line",
  comment: "commented",
  closed: "Closed",
  merged: "Merged",
};

function HistoryCell({ attemptId }: { readonly attemptId: string }) {
  const said = useQuery("github.pull", { attemptId }, { scopes: ["task"] });
  const now = useNow();
  if (said.value === undefined)
    return (
      <span className="dim">{said.problem === undefined ? "reading" : <SafeText text={said.problem.message} />}</span>
    );
  const { events, earlier, checks } = said.value;
  return (
    <>
      <Few items={[...events].reverse()} most={4}>
        {(event) => <EventItem key={event.id} event={event} now={now} />}
      </Few>
      {earlier === 0 ? null : (
        <div className="task-item">
          <span className="dim">{`${formatPlural(earlier, "earlier event")} not shown`}</span>
        </div>
      )}
      {checks.lookedAt === null ? null : (
        <div className="task-item">
          <span className="dim">
            {`Checks ${checks.open ? "go on" : "are through"}, looked at ${formatAgo(checks.lookedAt, now)}`}
          </span>
        </div>
      )}
    </>
  );
}

function EventItem({ event, now }: { readonly event: PullEvent; readonly now: number }) {
  const verdict = event.verdict === null ? "" : `: ${event.verdict.toLowerCase().replaceAll("_", " ")}`;
  const place =
    event.place === null
      ? ""
      : `, ${event.place.path}${event.place.line === null ? "" : `:${String(event.place.line)}`}`;
  const head = `${event.by === "" ? "" : `${event.by}${event.byApp ? " (app)" : ""} `}${words[event.kind]}${verdict}${place}`;
  const said = event.kind === "commit" ? (event.text.split("\n")[0] ?? "") : event.text;
  return (
    <div className="task-item task-pull-event">
      <span className="medium">
        <SafeText text={head} />
      </span>
      <span className="dim" title={formatMoment(event.at, now)}>
        {`${formatAgo(event.at, now)}${event.outdated ? ", on an older head" : ""}`}
      </span>
      {said.trim() === "" ? null : (
        <div className="task-pull-said focus-inset" role="group" aria-label="What was said" tabIndex={0}>
          <CommentText text={said.length > 1200 ? `${said.slice(0, 1200)}…` : said} />
        </div>
      )}
    </div>
  );
}
