import { ShieldCheck } from "lucide-react";
import type { LogState } from "../../../shared/contract/app";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { formatClock, formatCount, formatDigest, formatDuration } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";

export interface Verified {
  readonly at: string;
  /** Milliseconds the check took. */
  readonly took: number;
}

/** Whether the log holds, as a line from its first to its last entry, and what that proves. */
export function Integrity({ log, verified }: { readonly log: LogState; readonly verified: Verified | null }) {
  const last = formatCount(Math.max(0, log.entries - 1));
  const when =
    verified === null
      ? "when the log was opened"
      : `at ${formatClock(verified.at, true)}, in ${formatDuration(verified.took)}`;
  return (
    <section className="integrity" aria-label="Integrity">
      {log.problem !== null ? (
        <h2 className="red" role="alert">
          <VerdictGlyph kind="contradicted" size={16} />
          <SafeText text={`The log does not hold: ${log.problem}`} />
        </h2>
      ) : log.entries === 0 ? (
        <h2>
          <VerdictGlyph kind="unbacked" size={16} />
          The log has no entry yet
        </h2>
      ) : log.verified ? (
        <h2>
          <Icon icon={ShieldCheck} className="green" />
          {`Verified from entry 0 to entry ${last}`}
          <span className="integrity-when">{`${when}, 0 breaks`}</span>
        </h2>
      ) : (
        <h2>
          <VerdictGlyph kind="unverifiable" size={16} />
          {`${formatCount(log.entries)} entries, not verified yet`}
        </h2>
      )}
      {log.entries === 0 ? null : (
        <p className="integrity-root meta">
          Root <span className="mono">{formatDigest(log.root, 12)}</span>
        </p>
      )}
      {log.entries === 0 ? null : (
        <div className="integrity-line">
          <div
            className={
              log.problem !== null
                ? "integrity-bar integrity-broken"
                : log.verified
                  ? "integrity-bar"
                  : "integrity-bar integrity-open"
            }
            aria-hidden="true"
          />
          <div className="integrity-ends meta" aria-hidden="true">
            <span>0</span>
            <span>{last}</span>
          </div>
        </div>
      )}
      <p className="integrity-proof">
        <b>Proves</b> that each entry still has the bytes its hash was made of, and that together they still make this
        root. <b>Does not prove</b> who sat at this machine, nor that someone with access to its files did not rewrite
        the whole log: it is not signed and no root of it is kept elsewhere.
      </p>
    </section>
  );
}
