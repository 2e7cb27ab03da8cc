import { useLayoutEffect, useRef, useState } from "react";
import type { Receipt } from "../../../shared/contract/decide";
import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { Problem } from "../../../shared/result";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { announce } from "../../state/announce";
import { typeChooseReason, useChooseReason } from "../../state/compare";
import { openSheet } from "../../state/decide";
import { useKeys } from "../../state/keys";
import { go } from "../../state/route";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatCount, formatDigest, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";

interface ChooseBarProps {
  readonly view: TaskView;
  readonly focus: AttemptView;
  readonly onFocus: (attemptId: string) => void;
}

/** Chooses one attempt over the others with a reason: one entry that names all of them and their digests. */
export function ChooseBar({ view, focus, onFocus }: ChooseBarProps) {
  const taskId = view.task.id;
  const attemptId = focus.attempt.id;
  const { letter } = focus.attempt;
  const reason = useChooseReason(taskId, attemptId);
  const field = useRef<HTMLInputElement>(null);
  const wantsField = useRef(false);
  const shown = useRef<HTMLButtonElement>(null);
  const subject = { kind: "choose-attempt", taskId, attemptId } as const;
  const sheet = useQuery("decision.sheet", subject, { scopes: ["task", "audit", "settings"] });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState<{ readonly letter: string; readonly receipt: Receipt } | null>(null);
  useLayoutEffect(() => {
    // What had the focus is gone with what it was in.
    if (done !== null) shown.current?.focus();
    else if (wantsField.current) field.current?.focus();
    wantsField.current = false;
  }, [done]);
  const bound = sheet.value?.bound;
  const digests =
    bound === undefined
      ? 0
      : [bound.patch, ...bound.considered.map(({ patch }) => patch)].filter((digest) => digest !== null).length;

  // Choosing here records and sends nothing; what the others are told is seen in the sheet before.
  const others = view.attempts.filter(
    ({ attempt: { id, pull } }) => id !== attemptId && (pull?.state === "open" || pull?.state === "draft"),
  ).length;

  const choose = async () => {
    if (busy) return;
    if (reason.trim() === "") {
      field.current?.focus();
      announce(`Say in a sentence why it is ${letter}.`);
      return;
    }
    if (sheet.value === undefined) return;
    setBusy(true);
    setProblem(null);
    const { nonce } = sheet.value;
    const result = await call("decision.record", {
      ...subject,
      nonce,
      reason,
      person: null,
      until: null,
      confirm: null,
    });
    setBusy(false);
    if (result.ok) {
      typeChooseReason(taskId, attemptId, "");
      setDone({ letter, receipt: result.value });
      announce(`${decisionRule("choose-attempt").past} ${letter}. Entry ${String(result.value.seq)} recorded.`);
    } else {
      setProblem(result.error);
      if (result.error.code === "sheet-moved") sheet.reload();
    }
  };
  useKeys("choose", [
    {
      key: "c",
      label: `Choose attempt ${letter}: its reason`,
      group: "Decide",
      run: () => {
        // At once, for what is typed next must not be taken as keys; where the receipt stands the field is drawn first.
        wantsField.current = done !== null;
        if (done === null) field.current?.focus();
        else setDone(null);
      },
    },
    {
      key: "Mod+Enter",
      label: `Choose attempt ${letter}`,
      group: "Decide",
      whileTyping: true,
      run: () => {
        void choose();
      },
    },
  ]);

  if (done !== null)
    return (
      <div className="task-choose" role="group" aria-label="Choice recorded">
        <VerdictGlyph kind="backed" />
        <span className="cut">
          {`Chose ${done.letter} over ${formatPlural(view.attempts.length - 1, "attempt")}. Entry ${formatCount(done.receipt.seq)} is on the disk, `}
          <span className="mono">{formatDigest(done.receipt.leafHash, 12)}</span>
        </span>
        <Button
          ref={shown}
          small
          onClick={() => {
            go({ screen: "audit", seq: done.receipt.seq });
          }}
        >
          Show in audit log
        </Button>
        <Button
          small
          variant="ghost"
          onClick={() => {
            wantsField.current = true;
            setDone(null);
          }}
        >
          Choose again
        </Button>
      </div>
    );
  return (
    <div className="task-choose" role="group" aria-label="Choose an attempt">
      <span className="medium">Choose</span>
      <Segmented
        small
        label="Attempt to choose"
        value={attemptId}
        options={view.attempts.map(({ attempt }) => ({
          value: attempt.id,
          label: attempt.letter,
          name: `Attempt ${attempt.letter}`,
        }))}
        onChange={onFocus}
      />
      <Field
        ref={field}
        label={`Why attempt ${letter} is chosen`}
        value={reason}
        placeholder={`Why ${letter}, in a sentence`}
        maxLength={20_000}
        onEscape={() => field.current?.blur()}
        onChange={(next) => {
          typeChooseReason(taskId, attemptId, next);
        }}
      />
      {problem === null ? (
        <span className="meta task-choose-says">
          {bound === undefined
            ? sheet.problem === undefined
              ? "Counting the digests"
              : sheet.problem.message
            : `One entry, ${formatPlural(bound.considered.length + 1, "candidate")}, ${others === 0 ? formatPlural(digests, "diff digest") : "nothing sent"}`}
        </span>
      ) : (
        <span className="red cut" role="alert" title={problem.remedy}>
          <SafeText text={problem.message} />
        </span>
      )}
      {others === 0 ? null : (
        <Button
          variant="ghost"
          small
          onClick={() => {
            openSheet({ ...subject, prefill: { reason } });
          }}
        >
          {`Tell ${formatPlural(others, "pull request")}`}
        </Button>
      )}
      <Button
        kbd={shownKey("Mod+Enter")}
        busy={busy}
        onClick={() => {
          void choose();
        }}
      >
        {`Choose ${letter}`}
      </Button>
    </div>
  );
}
