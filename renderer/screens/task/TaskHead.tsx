import { ChevronRight } from "lucide-react";
import type { TaskView } from "../../../shared/contract/review";
import type { Requester } from "../../../shared/model/contract";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { AttemptViews } from "../../parts/AttemptBar";
import { TierMark } from "../../parts/TierMark";
import { go } from "../../state/route";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { formatDigest, formatMoment } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { OwnerFacts } from "./OwnerFacts";

const places: Readonly<Record<Requester["entryPoint"], string>> = {
  slack: ", Slack",
  issue: ", issue",
  web: ", web",
  terminal: ", terminal",
  schedule: ", schedule",
  other: "",
};
const mostGrounds = 3;

/** Why these attempts are one task, and of each that is there for a reason of its own, why. */
function groundOf({ task, attempts }: TaskView): string {
  const own = attempts.flatMap(({ attempt }) =>
    attempt.ground === null ? [] : [`${attempt.letter}: ${attempt.ground.text}`],
  );
  const more = own.length > mostGrounds ? [`and ${String(own.length - mostGrounds)} more`] : [];
  return [task.ground.text === "" ? "not recorded" : task.ground.text, ...own.slice(0, mostGrounds), ...more].join(
    "; ",
  );
}

const nextKeys = { diff: "Enter", timeline: "t", evidence: "v" } as const;

/** The key that does the next action too. */
function nextKey({ to, kind }: TaskView["next"]): string | undefined {
  if (to === "task") return undefined;
  return shownKey(to === "decide" ? decisionRule(kind ?? "approve").key : nextKeys[to]);
}

export interface TaskHeadProps {
  readonly view: TaskView;
  readonly attemptId: string;
  readonly onNext: () => void;
}

/** What the task is, who asked, who answers, and the one next action. */
export function TaskHead({ view, attemptId, onNext }: TaskHeadProps) {
  const { task } = view;
  const now = useNow();
  const { requester } = task;
  return (
    <header className="task-head">
      <div className="task-crumbs">
        <button
          type="button"
          className="task-crumb"
          onClick={() => {
            go({ screen: "inbox" });
          }}
        >
          Inbox
        </button>
        <Icon icon={ChevronRight} small />
        <SafeText text={task.repository} code className="cut" />
        <Icon icon={ChevronRight} small />
        <SafeText text={task.ref ?? task.id} code />
        <span className="grow" />
        <AttemptViews current="task" taskId={task.id} attemptId={attemptId} />
      </div>
      <div className="task-title">
        <div className="grow">
          <h1>
            <TierMark level={view.tier} />
            <SafeText text={task.title} />
          </h1>
          <dl className="task-facts">
            <div>
              <dt>Asked by</dt>
              <dd>
                {requester === null ? (
                  <span className="dim">not recorded</span>
                ) : (
                  <SafeText
                    text={`${requester.name}${places[requester.entryPoint]}${requester.at === undefined ? "" : `, ${formatMoment(requester.at, now)}`}`}
                  />
                )}
              </dd>
            </div>
            <OwnerFacts view={view} />
            <div>
              <dt>Contract</dt>
              <dd>
                {task.contract === null ? (
                  <span className="dim">
                    {task.guessed === undefined ? (
                      "none: the prompt is all there is"
                    ) : (
                      <SafeText text={`none: read from issue ${task.guessed.from}, nobody confirmed it`} />
                    )}
                  </span>
                ) : (
                  <>
                    <SafeText text={task.contract.id} />
                    {task.contractDigest === null ? null : (
                      <span className="mono" title={`sha256:${task.contractDigest}`}>
                        {` ${formatDigest(task.contractDigest, 8)}`}
                      </span>
                    )}
                    {task.confirmed === undefined ? null : (
                      <SafeText text={`, confirmed by ${task.confirmed.by}, ${formatMoment(task.confirmed.at, now)}`} />
                    )}
                  </>
                )}
              </dd>
            </div>
            <div>
              <dt>Grouped</dt>
              <dd>
                <SafeText text={groundOf(view)} />
              </dd>
            </div>
          </dl>
        </div>
        <div className="task-next">
          <Button
            variant="primary"
            kbd={nextKey(view.next)}
            disabledReason={view.next.to === "task" ? (view.next.why ?? "Nothing waits for you here.") : undefined}
            onClick={onNext}
          >
            <SafeText text={view.next.label} />
          </Button>
          {view.next.to === "task" || view.next.why === undefined ? null : (
            <p className="task-why-next" title={view.next.why}>
              <SafeText text={view.next.why} />
            </p>
          )}
        </div>
      </div>
    </header>
  );
}
