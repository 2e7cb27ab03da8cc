import { useState, type RefCallback } from "react";
import type { Receipt } from "../../../shared/contract/decide";
import { withdrawGraceMs } from "../../../shared/review/decision-grace";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { SigningKey, useSigning } from "../../parts/SigningKey";
import { announce } from "../../state/announce";
import { noteAct } from "../../state/decide";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { formatClock, formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { changeDraft, dropDraft, useDraft } from "./drafts";
import { useRecordKey } from "./use-record-key";

export interface WithdrawBodyProps {
  readonly taskId: string;
  readonly draftName: string;
  readonly coreLost: string | null;
  readonly firstRef: RefCallback<HTMLElement>;
  readonly onRecorded: (recorded: { readonly receipt: Receipt; readonly what: string }) => void;
}

const minutes = withdrawGraceMs / 60_000;

/** Taking back the reviewer's last decision on a task: which entries, until when, and why where they say so. */
export function WithdrawBody({ taskId, draftName, coreLost, firstRef, onRecorded }: WithdrawBodyProps) {
  const last = useQuery("decision.last", { taskId }, { scopes: ["task", "audit", "settings"] });
  const now = useNow(5_000);
  const { reason } = useDraft(draftName);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const undo = last.value?.undo ?? null;
  const open = undo !== null && Date.parse(undo.until) > now ? undo : null;
  const signing = useSigning();
  const blocked =
    coreLost ??
    signing.blocked ??
    (open === null
      ? `Nothing to withdraw: your last decision on the task is older than ${String(minutes)} minutes, withdrawn, or followed by another.`
      : null);
  const withdraw = async () => {
    if (busy || blocked !== null || open === null) return;
    setBusy(true);
    noteAct();
    const result = await call("decision.withdraw", { entries: open.entries, reason });
    setBusy(false);
    if (!result.ok) {
      setProblem(`${result.error.message} ${result.error.remedy ?? ""}`.trim());
      return;
    }
    const receipt = result.value.receipts.at(-1);
    if (receipt === undefined) return;
    noteAct();
    dropDraft(draftName);
    onRecorded({ receipt, what: `Withdrew: ${open.what}` });
    announce(`Withdrawn: ${open.what}. Entry ${formatCount(receipt.seq)} recorded.`);
  };
  useRecordKey(withdraw);
  return (
    <>
      <div className="decide-scroll" tabIndex={-1}>
        {last.problem === undefined ? null : (
          <FailedMessage thing="your last decision" problem={last.problem} onRetry={last.reload} />
        )}
        {last.state === "loading" ? <LoadingMessage thing="your last decision" slow={last.slow} /> : null}
        {open === null ? null : (
          <section className="decide-section">
            <h3>
              <span className="grow">Withdraw</span>
              <span>{`until ${formatClock(open.until)}`}</span>
            </h3>
            <p>
              <SafeText text={open.what} />
            </p>
            <p className="mid">
              {`${open.entries.length === 1 ? `Entry ${formatCount(open.entries[0] ?? 0)} stays` : `${formatPlural(open.entries.length, "entry", "entries")} stay`} in the log, superseded by what you record now. What it had replaced stands again.`}
            </p>
          </section>
        )}
        <section className="decide-section">
          <h3>
            <label className="grow" htmlFor="withdraw-reason">
              Reason
            </label>
            <span>optional</span>
          </h3>
          <textarea
            id="withdraw-reason"
            ref={firstRef}
            className="decide-reason"
            value={reason}
            maxLength={20_000}
            rows={3}
            spellCheck
            onChange={(event) => {
              changeDraft(draftName, { reason: event.target.value });
            }}
          />
        </section>
        <SigningKey state={signing.state} />
      </div>
      <footer className="decide-foot">
        {problem === null ? null : (
          <div className="decide-problem" role="alert">
            <SafeText text={problem} />
          </div>
        )}
        <div className="decide-record">
          <Button
            variant="primary"
            wide
            kbd={shownKey("Mod+Enter")}
            busy={busy}
            disabledReason={blocked ?? undefined}
            onClick={() => {
              void withdraw();
            }}
          >
            Record withdrawal
          </Button>
        </div>
      </footer>
    </>
  );
}
