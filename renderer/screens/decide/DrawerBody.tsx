import { useEffect, useId, useState, type RefCallback } from "react";
import type { Receipt } from "../../../shared/contract/decide";
import type { TaskView } from "../../../shared/contract/review";
import type { DecisionKind } from "../../../shared/model/decision";
import type { Problem } from "../../../shared/result";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { SigningKey, useSigning } from "../../parts/SigningKey";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { announce } from "../../state/announce";
import { noteAct } from "../../state/decide";
import { go } from "../../state/route";
import { unpick } from "../../state/selection";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatList } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { blockingReason, confirmName, recordLabel, sheetChanges } from "./blocking";
import { NotOpened, WhatYouOpened, WhatYouRecord } from "./Bound";
import { changeDraft, draftKey, dropDraft, ownTask, useDraft, type Draft } from "./drafts";
import { CommentChoice, useAlong } from "./CommentChoice";
import { takenNow } from "./taken-now";
import { Effects } from "./Effects";
import { GateChoice, LevelChoice } from "./Excuse";
import { EscalationFields } from "./EscalationFields";
import { Fields } from "./Fields";
import { Gates } from "./Gates";
import { HeardFrom } from "./HeardFrom";
import { toInstant, usualUntil } from "./until";
import { chosenNow, dropEffectChoices, useEffectChoice } from "./use-effects";
import { useEscalation } from "./use-escalation";
import { useRecordKey } from "./use-record-key";

export interface Recorded {
  readonly receipt: Receipt;
  /** "Approved B". */
  readonly what: string;
  /** How many effects went into the outbox with it. */
  readonly sent?: number | undefined;
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
  const typed = useDraft(draftName);
  const draft = { ...typed, until: usualUntil(kind, typed.until, now) };
  const along = useAlong(kind, taskId, attemptId);
  const escalation = useEscalation(kind, taskId, draft);
  const { escalation: about, heard } = escalation.fields;
  const answered =
    kind === "answer"
      ? { ...(about === undefined ? {} : { escalation: about }), ...(heard === undefined ? {} : { heard }) }
      : {};
  const typedNow = (comments: readonly string[]) => ({
    kind,
    taskId,
    attemptId,
    reason: escalation.reason,
    person: rule.needsPerson ? draft.person.trim() : escalation.person,
    until: draft.until === "" ? null : toInstant(draft.until),
    comments: [...comments],
    ...answered,
  });
  const effects = useEffectChoice(
    draftName,
    rule.subject === "attempt" && attemptId === null ? null : typedNow(along.chosen.map(({ comment }) => comment.id)),
  );
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
  const signing = useSigning();
  const blocked =
    blockingReason(kind, { sheet: sheet.value, draft, coreLost, now, comments: along.chosen.length }) ??
    escalation.blocked ??
    signing.blocked;
  const blockedId = useId();

  const onChange = (change: Partial<Draft>) => {
    changeDraft(draftName, change);
  };
  const record = async () => {
    if (busy || sheet.value === undefined || blocked !== null) return;
    setBusy(true);
    setProblem(null);
    const comments = await takenNow(taskId, attemptId, along);
    if (!comments.ok) {
      setBusy(false);
      setProblem(comments.error);
      return;
    }
    const sent = await chosenNow(typedNow(comments.value.map(({ id }) => id)), effects.chosen);
    if (!sent.ok) {
      setBusy(false);
      setProblem(sent.error);
      return;
    }
    // What changes from here on changes by this: the inbox need not hold it back.
    noteAct();
    const result = await call("decision.record", {
      kind,
      taskId,
      attemptId,
      nonce: sheet.value.nonce,
      reason: escalation.reason,
      person: rule.needsPerson ? draft.person.trim() : escalation.person,
      ...escalation.fields,
      until: draft.until === "" ? null : toInstant(draft.until),
      ...(rule.needsTarget ? { target: draft.target === ownTask ? null : draft.target } : {}),
      ...(rule.needsLevel ? { level: sheet.value.levels.find((level) => level === draft.level) } : {}),
      ...(rule.needsGate ? { gate: draft.gate } : {}),
      confirm: sheet.value.confirm === null ? null : draft.confirm.trim().toLowerCase(),
      ...(comments.value.length === 0 ? {} : { comments: comments.value }),
      ...(sent.value.length === 0 ? {} : { effects: sent.value }),
    });
    setBusy(false);
    if (result.ok) {
      noteAct();
      unpick([taskId]);
      const what = `${rule.past}${letter === null ? "" : ` ${letter}`}${rule.needsPerson ? `: ${draft.person.trim()}` : ""}${rule.needsLevel ? `: ${draft.level}` : ""}`;
      dropDraft(draftName);
      dropEffectChoices(draftName);
      onRecorded({ receipt: result.value, what, sent: sent.value.length });
      announce(`${what}. Entry ${String(result.value.seq)} recorded.`);
    } else {
      setProblem(result.error);
      if (result.error.code === "sheet-moved") sheet.reload();
    }
  };

  useRecordKey(record);
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
            <CommentChoice kind={kind} taskId={taskId} attemptId={attemptId} along={along} />
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
        <EscalationFields
          kind={kind}
          choice={escalation}
          draft={draft}
          now={now}
          firstRef={firstRef}
          onChange={onChange}
        />
        {kind === "answer" ? <HeardFrom taskId={taskId} draftName={draftName} draft={draft} now={now} /> : null}
        <Fields
          kind={kind}
          tier={sheet.value?.tier}
          view={view}
          draft={draft}
          now={now}
          comments={along.chosen.length}
          firstRef={firstRef}
          onChange={onChange}
        />
        <Effects choice={effects} />
        <SigningKey state={signing.state} />
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
