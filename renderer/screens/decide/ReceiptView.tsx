import { useEffect, useRef, useState } from "react";
import type { Receipt } from "../../../shared/contract/decide";
import { call } from "../../bridge/client";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { Button } from "../../ui/Button";
import { formatClock, formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { SentEffects } from "./SentEffects";

/** What was written, after the decision was recorded: entry, hash, root. */
export function ReceiptView({
  what,
  receipt,
  sent,
  taskId,
  onShow,
  onClose,
}: {
  readonly what: string;
  readonly receipt: Receipt;
  /** How many effects went into the outbox with it. */
  readonly sent: number;
  readonly taskId: string;
  readonly onShow: () => void;
  readonly onClose: () => void;
}) {
  const show = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    show.current?.focus();
  }, []);
  const [checked, setChecked] = useState<{ readonly holds: boolean; readonly said: string } | null>(null);
  const verify = async () => {
    const log = await call("audit.verify", {});
    if (!log.ok) setChecked({ holds: false, said: log.error.message });
    else if (log.value.problem !== null) setChecked({ holds: false, said: log.value.problem });
    else
      setChecked({
        holds: true,
        said: `The log holds from its first entry to entry ${formatCount(log.value.entries - 1)}.`,
      });
  };
  return (
    <>
      <div className="decide-scroll">
        <section className="decide-section" role="status">
          <p className="decide-done">
            <VerdictGlyph kind="backed" size={16} />
            <SafeText text={`${what}. Entry ${formatCount(receipt.seq)} is on the disk.`} />
          </p>
          <dl className="decide-receipt">
            <dt>Entry</dt>
            <dd className="mono">{formatCount(receipt.seq)}</dd>
            <dt>Recorded</dt>
            <dd className="mono">{`${receipt.recordedAt.slice(0, 10)} ${formatClock(receipt.recordedAt, true)}`}</dd>
            <dt>Leaf hash</dt>
            <dd className="mono">{receipt.leafHash}</dd>
            <dt>Root</dt>
            <dd className="mono">{receipt.root}</dd>
            <dt>Checkpoint</dt>
            <dd>{`signed with the log’s key over this entry and the ${formatPlural(receipt.seq, "entry", "entries")} before it`}</dd>
          </dl>
          <p className="decide-verify">
            <Button
              small
              onClick={() => {
                void verify();
              }}
            >
              Verify the log
            </Button>
            {checked === null ? null : (
              <>
                <VerdictGlyph kind={checked.holds ? "backed" : "contradicted"} size={14} />
                <SafeText text={checked.said} />
              </>
            )}
          </p>
          {sent === 0 ? (
            <p className="mid">Nothing is merged and nobody was told: the decision stands in this log.</p>
          ) : (
            <SentEffects taskId={taskId} decision={receipt.seq} />
          )}
        </section>
      </div>
      <footer className="decide-foot decide-foot-row">
        <Button ref={show} variant="primary" wide onClick={onShow}>
          Show in audit log
        </Button>
        <Button kbd="Esc" onClick={onClose}>
          Close
        </Button>
      </footer>
    </>
  );
}
