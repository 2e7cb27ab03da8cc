import { Activity as ActivityIcon } from "lucide-react";
import { Popover } from "radix-ui";
import { useTopic } from "../../bridge/use-topic";
import { hearProgress, loseWork, useWork, type Work } from "../../state/activity";
import { go } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatAge, formatCount, formatDuration, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { CancelJob } from "../CancelJob";
import { VerdictGlyph } from "../VerdictMark";
import "./activity.css";

export interface ActivityProps {
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}

/** What goes on, in the status bar, and the panel of all long work above it: how far, for how long, how it ended. */
export function Activity({ open, onOpen }: ActivityProps) {
  const work = useWork();
  useTopic("progress", (told) => {
    hearProgress(told, Date.now());
  });
  useTopic("core", ({ state }) => {
    if (state === "lost") loseWork(Date.now());
  });
  const running = work.filter(({ outcome }) => outcome === "running");
  const [first] = running;
  return (
    <Popover.Root open={open} onOpenChange={onOpen}>
      <Popover.Trigger className="status-bar-item activity-button" aria-label={buttonName(running, work)}>
        <Icon icon={ActivityIcon} small className={first === undefined ? "dim" : "accent"} />
        {first === undefined ? (
          "Activity"
        ) : (
          <span className="cut">
            <SafeText text={first.job} /> {amountOf(first)}
            {running.length > 1 ? `, ${formatCount(running.length - 1)} more` : ""}
          </span>
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="activity"
          side="top"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Activity"
        >
          <Panel work={work} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function buttonName(running: readonly Work[], all: readonly Work[]): string {
  if (running.length > 0) return `Activity, ${formatPlural(running.length, "job")} running`;
  const failed = all.filter(({ outcome }) => outcome === "failed").length;
  return failed > 0 ? `Activity, ${formatPlural(failed, "job")} failed` : "Activity, nothing running";
}

function Panel({ work }: { readonly work: readonly Work[] }) {
  const now = useNow(1_000);
  const running = work.filter(({ outcome }) => outcome === "running");
  const finished = work.filter(({ outcome }) => outcome !== "running");
  return (
    <>
      <header className="activity-head">
        <h2>Activity</h2>
        <span className="meta">
          {running.length === 0 ? "Nothing is running." : `${formatPlural(running.length, "job")} running`}
        </span>
      </header>
      <ul className="activity-list" aria-label="Running">
        {running.map((one) => (
          <Running key={one.key} work={one} now={now} />
        ))}
      </ul>
      {finished.length === 0 ? (
        running.length > 0 ? null : (
          <p className="activity-none">No job has ended since this window opened.</p>
        )
      ) : (
        <ul className="activity-list" aria-label="Ended">
          {finished.map((one) => (
            <Ended key={`${one.key} ${String(one.finishedAt)}`} work={one} now={now} />
          ))}
        </ul>
      )}
    </>
  );
}

function amountOf({ done, total, unit }: Work): string {
  if (unit === "steps") return "";
  return total === null || total === 0
    ? `${formatCount(done)} ${unit}`
    : `${formatCount(done)} of ${formatCount(total)} ${unit}`;
}

function Running({ work, now }: { readonly work: Work; readonly now: number }) {
  return (
    <li className="activity-row">
      <Icon icon={ActivityIcon} small className="accent" />
      <div className="grow">
        <div className="activity-line">
          <span className="medium cut">
            <SafeText text={work.job} />
          </span>
          <span className="meta nowrap">{formatDuration(now - work.startedAt)}</span>
        </div>
        {work.total === null || work.total === 0 || work.unit === "steps" ? null : (
          <progress value={Math.min(work.done, work.total)} max={work.total} aria-label={work.job} />
        )}
        <div className="activity-line meta">
          <span className="nowrap">{amountOf(work)}</span>
          <span className="cut mono">
            <SafeText text={work.step} code />
          </span>
        </div>
      </div>
      {work.cancelId === null ? null : <CancelJob id={work.cancelId} />}
    </li>
  );
}

const outcomeWords = {
  running: "",
  done: "Done",
  cancelled: "Cancelled",
  failed: "Failed",
  lost: "Lost with the core",
} as const;

function Ended({ work, now }: { readonly work: Work; readonly now: number }) {
  const bad = work.outcome === "failed" || work.outcome === "lost";
  const partly = work.outcome === "cancelled" || work.problems > 0;
  const took = formatDuration((work.finishedAt ?? now) - work.startedAt);
  return (
    <li className="activity-row">
      <span className={bad ? "red" : partly ? "amber" : "green"}>
        <VerdictGlyph kind={bad ? "contradicted" : partly ? "unbacked" : "backed"} size={14} />
      </span>
      <div className="grow">
        <div className="activity-line">
          <span className="medium cut">
            <SafeText text={work.job} />
          </span>
          <span className="meta nowrap">{formatAge(new Date(work.finishedAt ?? now).toISOString(), now)}</span>
        </div>
        <div className="meta">{[outcomeWords[work.outcome], amountOf(work), took].filter(Boolean).join(", ")}</div>
        {work.failure === null ? null : (
          <div className="small">
            <SafeText text={[work.failure.message, work.failure.remedy ?? ""].join(" ").trim()} />
          </div>
        )}
        {work.outcome === "lost" ? (
          <div className="small">What was read is kept. The core goes on by itself.</div>
        ) : null}
        {work.problems === 0 ? null : (
          <div className="activity-line small">
            <span>{`${formatPlural(work.problems, "problem")}; the rest was done.`}</span>
            <Button small variant="ghost" onClick={() => go({ screen: "runners" })}>
              Open runners
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}
