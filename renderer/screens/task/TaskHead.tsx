import { ChevronRight } from "lucide-react";
import type { TaskView } from "../../../shared/contract/review";
import type { Requester } from "../../../shared/model/contract";
import { AttemptViews } from "../../parts/AttemptBar";
import { TierMark } from "../../parts/TierMark";
import { go } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatDigest, formatMoment } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";

const places: Readonly<Record<Requester["entryPoint"], string>> = {
  slack: ", Slack",
  issue: ", issue",
  web: ", web",
  terminal: ", terminal",
  schedule: ", schedule",
  other: "",
};
const grounds: Readonly<Record<TaskView["ownership"]["ground"], string>> = {
  decision: "by decision",
  contract: "contract",
  codeowners: "CODEOWNERS",
  none: "",
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

const nextKeys: Readonly<Record<Exclude<TaskView["next"]["to"], "task">, string>> = {
  diff: "Enter",
  timeline: "t",
  evidence: "v",
  decide: "a",
};

export interface TaskHeadProps {
  readonly view: TaskView;
  readonly attemptId: string;
  readonly onNext: () => void;
}

/** What the task is, who asked, who answers, and the one next action. */
export function TaskHead({ view, attemptId, onNext }: TaskHeadProps) {
  const { task, ownership } = view;
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
            <div>
              <dt>Owner</dt>
              <dd>
                {ownership.owner === null ? (
                  <span className="amber medium">No owner</span>
                ) : (
                  <SafeText text={`${ownership.owner}, ${grounds[ownership.ground]}`} />
                )}
              </dd>
            </div>
            <div>
              <dt>On call</dt>
              <dd>
                {ownership.onCall === null ? (
                  <span className="dim">not stated</span>
                ) : (
                  <SafeText text={ownership.onCall} />
                )}
              </dd>
            </div>
            <div>
              <dt>Contract</dt>
              <dd>
                {task.contract === null ? (
                  <span className="dim">none: the prompt is all there is</span>
                ) : (
                  <>
                    <SafeText text={task.contract.id} />
                    {task.contractDigest === null ? null : (
                      <span className="mono" title={`sha256:${task.contractDigest}`}>
                        {` ${formatDigest(task.contractDigest, 8)}`}
                      </span>
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
          {view.next.to === "task" ? (
            <p className="mid">
              <SafeText text={view.next.label} />
            </p>
          ) : (
            <Button variant="primary" kbd={nextKeys[view.next.to]} onClick={onNext}>
              <SafeText text={view.next.label} />
            </Button>
          )}
        </div>
      </div>
    </header>
  );
}
