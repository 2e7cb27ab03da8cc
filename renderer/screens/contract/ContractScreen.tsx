import { Check, Download, FolderOpen, Save } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { ContractProblem } from "../../../shared/contract/contracts";
import { call } from "../../bridge/client";
import { FitAnswers, type GiveAnswer } from "../../parts/FitAnswers";
import { ScreenBar } from "../../parts/frame/ScreenBar";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { announce } from "../../state/announce";
import { useKeys } from "../../state/keys";
import { back, guardLeaving, type RouteOf } from "../../state/route";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { StateMessage } from "../../ui/StateMessage";
import { ContractFormPane } from "./ContractFormPane";
import { ImportDialog } from "./ImportDialog";
import { LeaveDialog } from "./LeaveDialog";
import { TextPane } from "./TextPane";
import { useContract, type ContractEditor } from "./use-contract";
import "./contract.css";

/** A contract as form and text, side by side: whichever is changed, the other follows. */
export function ContractScreen({ route }: { readonly route: RouteOf<"contract"> }) {
  const taskId = route.taskId ?? null;
  return <Editor key={taskId ?? ""} taskId={taskId} start={route.start} />;
}

interface EditorProps {
  readonly taskId: string | null;
  readonly start: "open" | "import" | undefined;
}

function Editor({ taskId, start }: EditorProps) {
  const editor = useContract(taskId);
  const { draft, problem, unsaved } = editor;
  const [dialog, setDialog] = useState<"import" | null>(start === "import" ? "import" : null);
  const area = useRef<HTMLTextAreaElement>(null);
  const form = useRef<HTMLDivElement>(null);
  const leave = useLeaveGuard(unsaved);
  const ready = draft !== null;
  const opened = useRef(false);
  useEffect(() => {
    if (start !== "open" || !ready || opened.current) return;
    opened.current = true;
    void editor.open();
  }, [start, ready, editor]);

  const save = (as: boolean) => {
    void editor.save(as);
  };
  /** What stands here is lost by what follows: asks first. */
  const replacing = (next: () => void) => {
    if (unsaved) leave.ask(next);
    else next();
  };
  const toText = () => area.current?.focus();
  const toForm = () => form.current?.querySelector<HTMLElement>("input, textarea, select")?.focus();
  const confirmable = draft?.standing === "draft" || draft?.standing === "confirmed";
  useKeys("contract", [
    { key: "Mod+s", label: "Save", group: "Contract", bar: true, whileTyping: true, run: () => save(false) },
    { key: "Mod+Shift+s", label: "Save as", group: "Contract", whileTyping: true, run: () => save(true) },
    {
      key: "Mod+o",
      label: "Open a file",
      group: "Contract",
      whileTyping: true,
      run: () => replacing(() => void editor.open()),
    },
    {
      key: "Mod+i",
      label: "Begin from an issue",
      group: "Contract",
      whileTyping: true,
      run: () => setDialog("import"),
    },
    ...(confirmable
      ? [
          {
            key: "Mod+Enter",
            label: "Confirm as the task's contract",
            group: "Contract",
            bar: true,
            whileTyping: true,
            run: () => void editor.confirm("text"),
          },
        ]
      : []),
    {
      key: "F6",
      label: "Form or text",
      group: "Contract",
      bar: true,
      whileTyping: true,
      run: () => (document.activeElement === area.current ? toForm() : toText()),
    },
    {
      key: "F8",
      label: "Next problem",
      group: "Contract",
      bar: true,
      whileTyping: true,
      run: () => nextProblem(editor, area.current),
    },
    { key: "Escape", label: "Back", group: "Go", whileTyping: true, run: back },
  ]);

  if (draft === null)
    return problem === null ? (
      <LoadingMessage thing="the contract" slow={false} />
    ) : (
      <FailedMessage tried={problem.tried} thing="the contract" problem={problem.problem} />
    );
  const { check } = draft;
  const fit = check?.fit ?? null;
  const give: GiveAnswer = (question, answer, note) => {
    const contractId = check?.contract?.id ?? null;
    void call("contract.answer", { taskId, contractId, question, answer, note }).then((given) => {
      if (given.ok) editor.recheck();
      announce(given.ok ? "Answer kept." : given.error.message);
    });
  };
  return (
    <div className="contract">
      <ScreenBar
        title={draft.path === null ? "Contract" : <SafeText text={baseName(draft.path)} code />}
        facts={
          <>
            {unsaved ? "Not saved. " : draft.path === null ? "" : "Saved. "}
            <SafeText text={draft.path ?? draft.origin} />
            {fit === null ? "" : `. ${fit.sentence}`}
          </>
        }
      >
        <Button
          icon={<Icon icon={Download} small />}
          onClick={() => {
            setDialog("import");
          }}
        >
          Begin from an issue
        </Button>
        {confirmable ? (
          <Button
            icon={<Icon icon={Check} small />}
            kbd={shownKey("Mod+Enter")}
            disabledReason={
              check === null
                ? "The text is being checked."
                : check.contract === null
                  ? "It has problems: they stand under the text."
                  : undefined
            }
            onClick={() => void editor.confirm("text")}
          >
            Confirm
          </Button>
        ) : null}
        {draft.standing === "confirmed" ? (
          <Button onClick={() => void editor.confirm("nothing")}>Take back</Button>
        ) : null}
        <Button
          icon={<Icon icon={FolderOpen} small />}
          kbd={shownKey("Mod+o")}
          onClick={() => {
            replacing(() => void editor.open());
          }}
        >
          Open
        </Button>
        <Button
          variant="primary"
          icon={<Icon icon={Save} small />}
          kbd={shownKey("Mod+s")}
          onClick={() => {
            save(false);
          }}
        >
          Save
        </Button>
      </ScreenBar>
      {problem === null ? null : <FailedMessage tried={problem.tried} thing="the contract" problem={problem.problem} />}
      <div className="contract-body">
        <div className="contract-form" ref={form} role="region" aria-label="Contract as a form" tabIndex={-1}>
          {check === null ? null : check.form === null ? (
            <StateMessage
              icon={<VerdictGlyph kind="contradicted" size={16} />}
              tone="red"
              sentence="The text is no YAML, so the form cannot show it."
              detail={<SafeText text={firstProblem(check.problems)} />}
              action={
                <Button small onClick={() => nextProblem(editor, area.current)}>
                  Go to the line
                </Button>
              }
            />
          ) : (
            <ContractFormPane form={check.form} check={check} onEdit={editor.edit} />
          )}
          {(check?.form ?? null) === null ? null : (
            <section className="contract-group" aria-label="Task fit">
              <h2>Task fit before the work</h2>
              {fit === null ? (
                <p className="mid">Judged once the contract has no problem.</p>
              ) : (
                <FitAnswers fit={fit} onAnswer={give} />
              )}
            </section>
          )}
        </div>
        <TextPane
          text={draft.text}
          problems={check?.problems ?? []}
          advice={check?.advice ?? []}
          onType={editor.type}
          ref={area}
          onLine={(one) => {
            toLine(area.current, draft.text, one);
          }}
        />
      </div>
      <ImportDialog
        open={dialog === "import"}
        onClose={() => {
          setDialog(null);
        }}
        onBegun={(text, origin) => {
          setDialog(null);
          replacing(() => editor.begin(text, origin));
        }}
      />
      <LeaveDialog
        open={leave.pending !== null}
        onStay={leave.stay}
        onLeave={leave.go}
        onSave={() => {
          void editor.save(false).then((saved) => {
            if (saved) leave.go();
            else leave.stay();
          });
        }}
      />
    </div>
  );
}

/** While something is not saved, leaving the screen or closing the window asks first. */
function useLeaveGuard(unsaved: boolean) {
  const [pending, setPending] = useState<(() => void) | null>(null);
  const released = useRef(false);
  useEffect(() => {
    released.current = false;
    if (!unsaved) return undefined;
    const release = guardLeaving((leave) => {
      if (released.current) leave();
      else setPending(() => leave);
    });
    const onClose = (event: BeforeUnloadEvent) => {
      if (released.current) return;
      event.preventDefault();
      setPending(() => () => {
        window.close();
      });
    };
    window.addEventListener("beforeunload", onClose);
    return () => {
      release();
      window.removeEventListener("beforeunload", onClose);
    };
  }, [unsaved]);
  return {
    pending,
    ask: (next: () => void) => {
      setPending(() => next);
    },
    stay: () => {
      setPending(null);
    },
    go: () => {
      const next = pending;
      setPending(null);
      released.current = true;
      next?.();
      // What was left may be this text and not this screen: what is typed from now on is guarded again.
      released.current = false;
    },
  };
}

function firstProblem(problems: readonly ContractProblem[]): string {
  const first = problems[0];
  if (first === undefined) return "";
  const place = first.line === null ? "" : `Line ${String(first.line)}: `;
  return `${place}${first.message}${first.remedy === null ? "" : ` ${first.remedy}`}`;
}

/** Puts the cursor of the text where the next problem after it is; after the last, at the first. */
function nextProblem({ draft }: ContractEditor, area: HTMLTextAreaElement | null): void {
  const placed = [...(draft?.check?.problems ?? []), ...(draft?.check?.advice ?? [])].filter(
    ({ line }) => line !== null,
  );
  if (draft === null || area === null || placed.length === 0) {
    announce("No problem in this contract.");
    return;
  }
  const at = draft.text.slice(0, area.selectionStart).split("\n").length;
  const next = placed.find(({ line }) => (line ?? 0) > at) ?? placed[0];
  if (next === undefined) return;
  toLine(area, draft.text, next);
  announce(firstProblem([next]));
}

function toLine(area: HTMLTextAreaElement | null, text: string, { line, column }: ContractProblem): void {
  if (area === null) return;
  area.focus();
  if (line === null) return;
  const lines = text.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const from = start + Math.max(0, (column ?? 1) - 1);
  area.setSelectionRange(from, start + (lines[line - 1]?.length ?? 0));
  const height = area.scrollHeight / Math.max(1, lines.length);
  area.scrollTop = Math.max(0, (line - 5) * height);
}

function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
