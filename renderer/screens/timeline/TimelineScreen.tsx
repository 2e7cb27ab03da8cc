import { History } from "lucide-react";
import type { ReactNode } from "react";
import { useQuery } from "../../bridge/use-query";
import { AttemptBar } from "../../parts/AttemptBar";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import type { RouteOf } from "../../state/route";
import { formatDuration, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { StateMessage } from "../../ui/StateMessage";
import { TimelineBody } from "./TimelineBody";
import "./timeline.css";

/** Everything one attempt did, in time order. */
export function TimelineScreen({ route }: { readonly route: RouteOf<"timeline"> }) {
  const { taskId, attemptId } = route;
  const summary = useQuery("timeline.summary", { attemptId }, { scopes: ["task"] });
  const task = useQuery("task.get", { taskId }, { scopes: ["task"] });
  const view = task.value?.attempts.find(({ attempt }) => attempt.id === attemptId);

  let content: ReactNode;
  if (summary.value === undefined) {
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
    content = <TimelineBody key={attemptId} route={route} summary={summary.value} view={view} />;
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
    <div className="timeline-screen">
      <AttemptBar screen="timeline" taskId={taskId} attemptId={attemptId} task={task.value} facts={facts} />
      {content}
    </div>
  );
}
