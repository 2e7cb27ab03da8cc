import type { QueuedEffect } from "../../../shared/model/effect";
import { useQuery } from "../../bridge/use-query";
import { effectReason } from "../../parts/effect-words";
import { EffectStateMark } from "../../parts/EffectState";
import { EffectText } from "../../parts/EffectText";
import { openOutside } from "../../parts/open-outside";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { go } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatAgo, formatCount, formatMoment } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

export interface EffectPanelProps {
  readonly effect: QueuedEffect;
  readonly now: number;
  readonly onCancel: () => void;
  readonly onRetry: () => void;
}

/** One effect: what can be done with it, why it stands as it does, its exact text. */
export function EffectPanel({ effect, now, onCancel, onRetry }: EffectPanelProps) {
  const detail = useQuery("outbox.get", { id: effect.id }, { scopes: ["outbox"] });
  const { can, link, head } = effect;
  return (
    <aside className="outbox-panel" aria-label={`Effect: ${effect.title}`}>
      <header className="outbox-panel-head">
        <h2>
          <SafeText text={effect.title} />
        </h2>
        <EffectStateMark state={effect.state} />
      </header>
      <p className="outbox-panel-why">
        <SafeText text={`${effectReason(effect, now)}.`} />
      </p>
      <div className="outbox-panel-actions">
        {can.retry ? (
          <Button small kbd="t" onClick={onRetry}>
            Try again
          </Button>
        ) : null}
        {can.cancel ? (
          <Button small kbd="x" onClick={onCancel}>
            Cancel the effect
          </Button>
        ) : null}
        {link === null ? null : (
          <Button
            small
            kbd="o"
            onClick={() => {
              void openOutside(link);
            }}
          >
            Open in GitHub
          </Button>
        )}
      </div>
      {can.retry ? (
        <p className="outbox-panel-why dim">
          {head === null
            ? "Trying again sends the same text once."
            : `Trying again sends the same text, for commit ${head.slice(0, 7)} and no other: a newer head needs a decision of its own.`}
        </p>
      ) : null}
      <div className="outbox-panel-scroll" role="region" aria-label="The effect’s facts and text" tabIndex={0}>
        <Facts effect={effect} now={now} />
        {detail.problem === undefined ? null : (
          <FailedMessage thing="the effect" problem={detail.problem} onRetry={detail.reload} />
        )}
        {detail.state === "loading" ? <LoadingMessage thing="the effect" slow={detail.slow} /> : null}
        {detail.value === undefined ? null : (
          <section className="outbox-section" aria-label="Exact text">
            <h3>Exact text</h3>
            {detail.value.erased ? (
              <p className="mid">Erased with the text of its decision.</p>
            ) : (
              <EffectText text={detail.value.text} inline={detail.value.inline} />
            )}
            <p className="dim mono outbox-digest">{`sha256 of the request ${detail.value.digest.slice(0, 12)}`}</p>
          </section>
        )}
      </div>
    </aside>
  );
}

function Facts({ effect, now }: { readonly effect: QueuedEffect; readonly now: number }) {
  const { target, account, head, decision, taskId, entry, plannedAt, tries, remote } = effect;
  return (
    <section className="outbox-section" aria-label="Facts">
      <dl className="outbox-facts">
        <dt>On</dt>
        <dd className="mono">
          <SafeText text={target} code />
        </dd>
        {account === null ? null : (
          <>
            <dt>As</dt>
            <dd>
              <SafeText text={account} />
            </dd>
          </>
        )}
        {head === null ? null : (
          <>
            <dt>Commit</dt>
            <dd className="mono">{head.slice(0, 12)}</dd>
          </>
        )}
        <dt>Decision</dt>
        <dd>{decision === null ? "none" : <EntryDoor seq={decision} />}</dd>
        {taskId === null ? null : (
          <>
            <dt>Task</dt>
            <dd>
              <button
                type="button"
                className="link"
                onClick={() => {
                  go({ screen: "task", taskId });
                }}
              >
                {taskId}
              </button>
            </dd>
          </>
        )}
        <dt>Planned</dt>
        <dd>{`${formatMoment(plannedAt, now)}, ${formatAgo(plannedAt, now)}`}</dd>
        <dt>Tried</dt>
        <dd>{tries === 0 ? "not yet" : `${formatCount(tries)} ${tries === 1 ? "time" : "times"}`}</dd>
        {remote === null ? null : (
          <>
            <dt>There</dt>
            <dd>{`${remote.id}, ${formatMoment(remote.at, now)} by its own clock`}</dd>
          </>
        )}
        {entry === null ? null : (
          <>
            <dt>Told by</dt>
            <dd>
              <EntryDoor seq={entry} />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function EntryDoor({ seq }: { readonly seq: number }) {
  return (
    <button
      type="button"
      className="link"
      onClick={() => {
        go({ screen: "audit", seq });
      }}
    >
      {`entry ${formatCount(seq)}`}
    </button>
  );
}
