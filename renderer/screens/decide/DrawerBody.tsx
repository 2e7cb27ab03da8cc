import { useEffect, useId, useState, type RefCallback } from "react";
import type { Receipt } from "../../../shared/contract/decide";
import type { TaskView } from "../../../shared/contract/review";
import type { DecisionKind } from "../../../shared/model/decision";
import type { Problem } from "../../../shared/result";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { announce } from "../../state/announce";
import { useKeys } from "../../state/keys";
import { go } from "../../state/route";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatList } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { blockingReason, confirmName, recordLabel, sheetChanges } from "./blocking";
import { NotOpened, WhatYouOpened, WhatYouRecord } from "./Bound";
import { changeDraft, draftKey, dropDraft, ownTask, useDraft, type Draft } from "./drafts";
import { GateChoice, LevelChoice } from "./Excuse";
import { Fields } from "./Fields";
import { Gates } from "./Gates";
import { toInstant } from "./until";

export interface Recorded {
  readonly receipt: Receipt;
  /** "Approved B". */
  readonly what: string;
}

export interface DrawerBodyProps {
  readonly kind: DecisionKind;
  readonly taskId: string;
  /** The attempt decided on; null for a decision on the task, and until the task was read. */
  readonly attemptId: string | null;
  readonly view: TaskView | undefined;
  readonly draftName: string;
  readonly coreLost: string | null;
  readonly firstRef: RefCallback<HTMLElement>;
  readonly onKind: (kind: DecisionKind) => void;
  /** The sheet was drawn for the first time. */
  readonly onSheet: () => void;
  readonly onRecorded: (recorded: Recorded) => void;
}

const ownDoing = new Set(["the gates", "the files not opened"]);

/** One subject and kind in the drawer: what would be recorded, what is to be filled in, and the button that records it. */
export function DrawerBody(props: DrawerBodyProps) {
  const { kind, taskId, attemptId, view, draftName, coreLost, firstRef, onKind, onSheet, onRecorded } = props;
  const rule = decisionRule(kind);
  const now = useNow(10_000);
  const sheet = useQuery(
    "decision.sheet",
    rule.subject === "attempt" && attemptId === null ? null : { kind, taskId, attemptId },
    { scopes: ["inbox", "task", "audit", "settings", "reading"] },
  );
  const draft = useDraft(draftName);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [seen, setSeen] = useState(sheet.value);
  const [moved, setMoved] = useState<readonly string[]>([]);
  if (sheet.value !== undefined && sheet.value.nonce !== seen?.nonce) {
    const parts = seen === undefined ? [] : sheetChanges(seen, sheet.value);
    // Reading and assigning meet gates while the drawer is open: that is the reviewer's own doing and needs no warning.
    if (parts.some((part) => !ownDoing.has(part))) setMoved(parts);
    setSeen(sheet.value);
  }
  const drawn = seen !== undefined;
  const known = view !== undefined;
  useEffect(() => {
    if (drawn || known) onSheet();
  }, [drawn, known, onSheet]);
  const letter = view?.attempts.find(({ attempt }) => attempt.id === attemptId)?.attempt.letter ?? null;
  const blocked = blockingReason(kind, { sheet: sheet.value, draft, coreLost, now });
  const blockedId = useId();

  const onChange = (change: Partial<Draft>) => {
    changeDraft(draftName, change);
  };
  const record = async () => {
    if (busy || sheet.value === undefined || blocked !== null) return;
    setBusy(true);
    setProblem(null);
    const result = await call("decision.record", {
      kind,
      taskId,
      attemptId,
      nonce: sheet.value.nonce,
      reason: draft.reason,
      person: rule.needsPerson ? draft.person.trim() : null,
      until: draft.until === "" ? null : toInstant(draft.until),
      ...(rule.needsTarget ? { target: draft.target === ownTask ? null : draft.target } : {}),
      ...(rule.needsLevel ? { level: sheet.value.levels.find((level) => level === draft.level) } : {}),
      ...(rule.needsGate ? { gate: draft.gate } : {}),
      confirm: sheet.value.confirm === null ? null : draft.confirm.trim().toLowerCase(),
    });
    setBusy(false);
    if (result.ok) {
      const what = `${rule.past}${letter === null ? "" : ` ${letter}`}${rule.needsPerson ? `: ${draft.person.trim()}` : ""}${rule.needsLevel ? `: ${draft.level}` : ""}`;
      dropDraft(draftName);
      onRecorded({ receipt: result.value, what });
      announce(`${what}. Entry ${String(result.value.seq)} recorded.`);
    } else {
      setProblem(result.error);
      if (result.error.code === "sheet-moved") sheet.reload();
    }
  };

  useKeys("decide", [
    {
      key: "Mod+Enter",
      label: "Record",
      group: "Decide",
      bar: true,
      whileTyping: true,
      run: () => {
        void record();
      },
    },
  ]);
  return (
    <>
      <div className="decide-scroll" tabIndex={-1}>
        {sheet.problem === undefined ? null : (
          <FailedMessage thing="what is decided on" problem={sheet.problem} onRetry={sheet.reload} />
        )}
        {sheet.state === "loading" ? <LoadingMessage thing="what is decided on" slow={sheet.slow} /> : null}
        {moved.length === 0 ? null : <MovedNote parts={moved} />}
        {sheet.value === undefined ? null : (
          <>
            {rule.needsLevel ? (
              <LevelChoice sheet={sheet.value} draft={draft} onChange={onChange} firstRef={firstRef} />
            ) : null}
            {rule.needsGate ? (
              <GateChoice sheet={sheet.value} draft={draft} onChange={onChange} firstRef={firstRef} />
            ) : null}
            {!rule.gated || sheet.value.gates.length === 0 ? null : (
              <Gates
                tier={sheet.value.tier}
                gates={sheet.value.gates}
                taskId={taskId}
                attemptId={attemptId}
                onKind={onKind}
                onOverride={(gate) => {
                  changeDraft(draftKey({ kind: "override-gate", taskId, attemptId }), { gate });
                  onKind("override-gate");
                }}
              />
            )}
            <WhatYouOpened read={sheet.value.read} />
            <NotOpened
              paths={sheet.value.notOpened}
              total={sheet.value.patchStat.files}
              onOpen={
                attemptId === null
                  ? null
                  : (path) => {
                      go({ screen: "diff", taskId, attemptId, at: { path } });
                    }
              }
            />
            <WhatYouRecord sheet={sheet.value} view={view} />
          </>
        )}
        <Fields
          kind={kind}
          tier={sheet.value?.tier}
          view={view}
          draft={draft}
          now={now}
          firstRef={firstRef}
          onChange={onChange}
        />
      </div>
      <footer className="decide-foot">
        {problem === null ? null : (
          <div className="decide-problem" role="alert">
            <VerdictGlyph kind="contradicted" />
            <div>
              <SafeText text={problem.message} />
              {problem.remedy === undefined ? null : (
                <div className="mid">
                  <SafeText text={problem.remedy} />
                </div>
              )}
            </div>
          </div>
        )}
        {sheet.value === undefined || sheet.value.confirm === null ? null : (
          <div className="decide-confirm">
            <span className="mid nowrap">{`Type the ${confirmName(sheet.value)} to confirm`}</span>
            <Field
              label={`First 7 characters of the ${confirmName(sheet.value)}, to confirm`}
              mono
              value={draft.confirm}
              placeholder={sheet.value.confirm}
              maxLength={80}
              onChange={(confirm) => {
                changeDraft(draftName, { confirm });
              }}
            />
          </div>
        )}
        <div className="decide-record" aria-describedby={blockedId}>
          <Button
            variant="primary"
            wide
            kbd={shownKey("Mod+Enter")}
            busy={busy}
            disabledReason={blocked ?? undefined}
            onClick={() => {
              void record();
            }}
          >
            {recordLabel(kind, letter)}
          </Button>
        </div>
        {blocked === null ? (
          <p className="decide-reviewer">Recorded under your name as you gave it. Nothing is merged.</p>
        ) : null}
      </footer>
    </>
  );
}

function MovedNote({ parts }: { readonly parts: readonly string[] }) {
  const list = formatList(parts);
  return (
    <div className="decide-section decide-moved" role="status">
      <VerdictGlyph kind="stale" />
      <span>{`Changed since it was shown: ${list}. What you typed is kept; look again before you record.`}</span>
    </div>
  );
}
