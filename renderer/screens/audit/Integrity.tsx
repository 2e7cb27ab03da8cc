import { Anchor, KeyRound, LoaderCircle, ShieldCheck } from "lucide-react";
import type { LogState } from "../../../shared/contract/app";
import type { AuditBar } from "../../../shared/contract/audit";
import { threatStatement } from "../../../shared/review/threat-statement";
import { keptWords } from "../../../shared/review/key-words";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { formatClock, formatCount, formatDay, formatDigest, formatDuration } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { brokenEntry, integrityState, type IntegrityState } from "./integrity-words";
import { IntegrityBar } from "./IntegrityBar";
import "./integrity.css";

/** When the whole log was last checked in this window, and how long that took in milliseconds. */
export interface Verified {
  readonly at: string;
  readonly took: number;
}

export interface IntegrityProps {
  readonly log: LogState;
  readonly bar: AuditBar | undefined;
  readonly verified: Verified | null;
  readonly verifying: boolean;
}

/** Whether the log holds, how far it is anchored, with which key it signs, and what that shows and does not. */
export function Integrity({ log, bar, verified, verifying }: IntegrityProps) {
  const state = integrityState(log, verifying);
  const suspectFrom = bar?.clockSuspectFrom ?? null;
  const when =
    verified === null
      ? "when the log was opened"
      : `at ${formatClock(verified.at, true)}, in ${formatDuration(verified.took)}`;
  return (
    <section className="integrity" aria-label="Integrity">
      <div className="integrity-top">
        <Heading state={state} when={when} />
        {bar === undefined ? null : <Signers bar={bar} />}
      </div>
      {state.follows === null ? null : <p className="integrity-follows">{state.follows}</p>}
      {bar === undefined || log.entries === 0 ? null : (
        <IntegrityBar bar={bar} kind={state.kind} brokenAt={state.kind === "broken" ? brokenEntry(log) : null} />
      )}
      {suspectFrom === null ? null : (
        <p className="integrity-follows amber">
          {`Clock suspect from entry ${formatCount(suspectFrom)} on: this machine’s clock jumped, and no trusted time was had since.`}
        </p>
      )}
      <p className="integrity-proof">{threatStatement.join(" ")}</p>
    </section>
  );
}

function Heading({ state, when }: { readonly state: IntegrityState; readonly when: string }) {
  const { kind, sentence } = state;
  if (kind === "broken" || kind === "diverged")
    return (
      <h2 className="red" role="alert">
        <VerdictGlyph kind="contradicted" size={16} />
        <SafeText text={sentence} />
      </h2>
    );
  return (
    <h2>
      {kind === "verified" ? (
        <Icon icon={ShieldCheck} className="green" />
      ) : kind === "verifying" ? (
        <Icon icon={LoaderCircle} />
      ) : (
        <VerdictGlyph kind={kind === "empty" ? "unbacked" : "unverifiable"} size={16} />
      )}
      {sentence}
      {kind === "verified" ? <span className="integrity-when">{`${when}, 0 breaks`}</span> : null}
    </h2>
  );
}

function Signers({ bar }: { readonly bar: AuditBar }) {
  const now = useNow();
  const last = bar.anchors.reduce<AuditBar["anchors"][number] | null>(
    (newest, anchor) => (newest === null || anchor.size >= newest.size ? anchor : newest),
    null,
  );
  const { logKey } = bar;
  return (
    <ul className="integrity-signers">
      <li>
        <Icon icon={Anchor} small className="dim" />
        {last === null
          ? "Not anchored yet"
          : `Anchor ${formatDay(last.at, now)}, ${formatClock(last.at)} covers ${formatCount(last.size)}`}
      </li>
      <li>
        <Icon icon={KeyRound} small className="dim" />
        {logKey === null ? (
          <span className="amber">No log key: entries are not signed</span>
        ) : (
          <span title={logKey.vkey}>
            Key <span className="mono">{formatDigest(logKey.id, 8)}</span>
            {logKey.protection === null ? null : `, ${keptWords[logKey.protection]}`}
          </span>
        )}
      </li>
    </ul>
  );
}
