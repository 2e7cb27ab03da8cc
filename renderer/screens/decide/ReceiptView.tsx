import { useEffect, useRef } from "react";
import type { Receipt } from "../../../shared/contract/decide";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { Button } from "../../ui/Button";
import { formatClock, formatCount } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

/** What was written, after the decision was recorded: entry, hash, root. */
export function ReceiptView({
  what,
  receipt,
  onShow,
  onClose,
}: {
  readonly what: string;
  readonly receipt: Receipt;
  readonly onShow: () => void;
  readonly onClose: () => void;
}) {
  const show = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    show.current?.focus();
  }, []);
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
            <dt>Hash</dt>
            <dd className="mono">{receipt.leafHash}</dd>
            <dt>Root</dt>
            <dd className="mono">{receipt.root}</dd>
          </dl>
          <p className="mid">Nothing is merged and nobody was told: the decision stands in this log.</p>
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
