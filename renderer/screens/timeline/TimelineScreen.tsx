import { History } from "lucide-react";
import { useDeferredValue, useMemo, useRef, type ReactNode } from "react";
import { useQuery } from "../../bridge/use-query";
import { AttemptBar } from "../../parts/AttemptBar";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { useKeys } from "../../state/keys";
import { go, type RouteOf } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatDuration, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { StateMessage } from "../../ui/StateMessage";
import { useResting } from "../../ui/use-resting";
import { OneClock } from "./OneClock";
import { noStrip, readStrip } from "./strip";
import { TimelineBody } from "./TimelineBody";
import { useAllPages } from "./use-event-pages";
import { useWidth } from "./use-width";
import "./event-rows.css";
import "./timeline.css";

/** The list appears folded where the marks come at once; it waits for them so many milliseconds. */
const patienceMs = 120;

/** Everything one attempt did, in time order, or several attempts on one clock. */
export function TimelineScreen({ route }: { readonly route: RouteOf<"timeline"> }) {
  const { beside } = route;
  return beside === undefined || beside.length === 0 ? (
    <AttemptTimeline route={route} />
  ) : (
    <OneClock key={`${route.attemptId} ${beside.join(" ")}`} route={route} beside={beside} />
  );
}

function AttemptTimeline({ route }: { readonly route: RouteOf<"timeline"> }) {
  const { taskId, attemptId } = route;
  const summary = useQuery("timeline.summary", { attemptId }, { scopes: ["task"] });
  // The core answers one question after the other: what comes first on the screen is asked for first.
  const [pages, paged] = useAllPages(attemptId);
  const sent = useQuery("timeline.strip", { attemptId }, { scopes: ["task"] });
  const strip = useMemo(() => (sent.value === undefined ? undefined : readStrip(sent.value)), [sent.value]);
  const task = useQuery("task.get", { taskId }, { scopes: ["task"] });
  const late = useResting(summary.state === "loading" ? null : attemptId, patienceMs);
  // Drawn in short pieces: keys that come meanwhile do not wait.
  const ready = useDeferredValue(summary.value !== undefined, false);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const view = task.value?.attempts.find(({ attempt }) => attempt.id === attemptId);

  const others = (task.value?.attempts ?? []).map(({ attempt }) => attempt.id).filter((id) => id !== attemptId);
  const openClock = (): void => {
    go({ screen: "timeline", taskId, attemptId, beside: others });
  };
  useKeys(
    "timeline-clock",
    others.length === 0
      ? []
      : [{ key: "=", label: "All attempts on one clock", group: "Timeline", bar: true, run: openClock }],
  );

  let content: ReactNode;
  if (summary.value === undefined || (summary.value.total > 0 && (!ready || width === 0))) {
    content =
      summary.problem === undefined ? (
        <LoadingMessage thing="the timeline" slow={summary.slow} step="putting the events in order" />
      ) : (
        <FailedMessage thing="the timeline" problem={summary.problem} onRetry={summary.reload} />
      );
  } else if (summary.value.total === 0) {
    content = (
      <StateMessage
        icon={<Icon icon={History} />}
        sentence="No events. No session of this attempt was read."
        detail="Its patch and evidence came without a transcript. Claims about what was run cannot be checked here."
      />
    );
  } else {
    content = (
      <>
        {sent.problem === undefined ? null : (
          <FailedMessage thing="the lanes" problem={sent.problem} onRetry={sent.reload} />
        )}
        <TimelineBody
          key={attemptId}
          route={route}
          summary={summary.value}
          strip={strip ?? (sent.problem === undefined ? undefined : noStrip)}
          pages={pages}
          listed={paged && (sent.state !== "loading" || late)}
          view={view}
          width={width}
        />
      </>
    );
  }
  const facts =
    summary.value === undefined
      ? undefined
      : [
          ...(view === undefined ? [] : [view.attempt.runnerName]),
          formatPlural(summary.value.sessions.length, "session"),
          ...(summary.value.startedAt === null || summary.value.endedAt === null
            ? []
            : [formatDuration(Date.parse(summary.value.endedAt) - Date.parse(summary.value.startedAt))]),
        ].join(", ");
  return (
    <div ref={frame} className="timeline-screen">
      <AttemptBar screen="timeline" taskId={taskId} attemptId={attemptId} task={task.value} facts={facts}>
        {others.length === 0 ? null : (
          <Button small kbd="=" onClick={openClock}>
            One clock
          </Button>
        )}
      </AttemptBar>
      {content}
    </div>
  );
}
