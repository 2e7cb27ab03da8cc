import { useCallback, useEffect, useRef, useState } from "react";
import type { ContractCheck, ContractEdit } from "../../../shared/contract/contracts";
import { ok, type Problem, type Result } from "../../../shared/result";
import { call, callShell } from "../../bridge/client";
import { announce } from "../../state/announce";

/** What the editor holds. */
export interface ContractDraft {
  readonly text: string;
  /** Of an earlier text while the core looks at this one. */
  readonly check: ContractCheck | null;
  /** The file it was opened from or saved to. */
  readonly path: string | null;
  /** Name to save it under where there is no file yet. */
  readonly name: string;
  /** Where it comes from, in words. */
  readonly origin: string;
  /** The text as it was opened or last saved. */
  readonly kept: string;
  /** Of a task's contract; null for a text that is no task's. */
  readonly standing: "stated" | "confirmed" | "draft" | null;
}

export interface ContractEditor {
  readonly draft: ContractDraft | null;
  /** What could not be opened, saved or changed. */
  readonly problem: { readonly tried: string; readonly problem: Problem } | null;
  readonly unsaved: boolean;
  /** Takes the text as typed. */
  readonly type: (text: string) => void;
  /** Makes a change of the form in the text. */
  readonly edit: (edit: ContractEdit) => void;
  readonly open: () => Promise<void>;
  /** Out: whether it is saved now. */
  readonly save: (as: boolean) => Promise<boolean>;
  readonly begin: (text: string, origin: string) => void;
  /** Makes the text the task's contract, or takes back that it is. */
  readonly confirm: (what: "text" | "nothing") => Promise<void>;
  /** Asks again what is known of the text: an answer was given. */
  readonly recheck: () => void;
}

/** After the last key stroke in the text, in milliseconds. */
const checkAfter = 120;

/** What the editor begins with: a task's contract, a draft for a task without one, or an empty one. */
async function beginning(
  taskId: string | null,
): Promise<Result<Pick<ContractDraft, "text" | "name" | "origin" | "standing">>> {
  if (taskId !== null) {
    const opened = await call("contract.open", { taskId });
    if (opened.ok || opened.error.code !== "no-contract") return opened;
  }
  const draft = await call("contract.draft", { taskId });
  return draft.ok ? ok({ ...draft.value, standing: taskId === null ? null : "draft" }) : draft;
}

/** A contract being written. Form and text are one: the form's changes are made in the text, and the form shows what the text says. */
export function useContract(taskId: string | null): ContractEditor {
  const [draft, setDraft] = useState<ContractDraft | null>(null);
  const [problem, setProblem] = useState<ContractEditor["problem"]>(null);
  const latest = useRef<ContractDraft | null>(null);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const put = useCallback((next: ContractDraft) => {
    latest.current = next;
    setDraft(next);
  }, []);

  const recheck = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const asked = latest.current;
      if (asked === null) return;
      void call("contract.check", { text: asked.text.slice(0, 65_536), taskId }).then((check) => {
        const now = latest.current;
        if (now?.text !== asked.text) return;
        if (check.ok) put({ ...now, check: check.value });
        else setProblem({ tried: "Could not check", problem: check.error });
      });
    }, checkAfter);
  }, [put, taskId]);

  const hold = useCallback(
    (next: Omit<ContractDraft, "check">) => {
      put({ ...next, check: null });
      setProblem(null);
      recheck();
    },
    [put, recheck],
  );

  useEffect(() => {
    let current = true;
    void beginning(taskId).then((begun) => {
      if (!current) return;
      if (begun.ok)
        hold({
          text: begun.value.text,
          name: begun.value.name,
          origin: begun.value.origin,
          path: null,
          kept: begun.value.text,
          standing: begun.value.standing,
        });
      else setProblem({ tried: "Could not open", problem: begun.error });
    });
    return () => {
      current = false;
      clearTimeout(timer.current);
    };
  }, [taskId, hold]);

  const edit = useCallback(
    (change: ContractEdit) => {
      queue.current = queue.current.then(async () => {
        for (;;) {
          const asked = latest.current;
          if (asked === null) return;
          const edited = await call("contract.edit", { text: asked.text, edits: [change], taskId });
          const now = latest.current;
          // Typed into meanwhile: the change is made in what stands there now.
          if (now === null) return;
          if (now.text !== asked.text) continue;
          if (edited.ok) {
            put({ ...now, text: edited.value.text, check: edited.value.check });
            setProblem(null);
          } else setProblem({ tried: "Could not change", problem: edited.error });
          return;
        }
      });
    },
    [put, taskId],
  );

  const save = async (as: boolean): Promise<boolean> => {
    await queue.current;
    const now = latest.current;
    if (now === null) return false;
    const name = now.check?.contract?.id === undefined ? now.name : `${now.check.contract.id}.yaml`;
    const saved = await callShell("shell.save-contract", { text: now.text, path: as ? null : now.path, name });
    if (!saved.ok) {
      setProblem({ tried: "Could not save", problem: saved.error });
      return false;
    }
    const file = saved.value.saved;
    if (file === null) return false;
    put({ ...(latest.current ?? now), path: file.path, kept: now.text });
    setProblem(null);
    announce(`Saved ${file.path}.`);
    return true;
  };

  // What the task has stays what it has while another text is begun.
  const standing = (): ContractDraft["standing"] => latest.current?.standing ?? (taskId === null ? null : "draft");

  const open = async (): Promise<void> => {
    const opened = await callShell("shell.open-contract", {});
    if (!opened.ok) setProblem({ tried: "Could not open", problem: opened.error });
    else if (opened.value.file !== null) {
      const { path, text } = opened.value.file;
      hold({ text, path, name: "contract.yaml", origin: "", kept: text, standing: standing() });
    }
  };

  const confirm = async (what: "text" | "nothing"): Promise<void> => {
    await queue.current;
    const now = latest.current;
    if (now === null || taskId === null) return;
    const confirmed = await call("contract.confirm", { taskId, text: what === "text" ? now.text : null });
    if (!confirmed.ok) {
      setProblem({ tried: what === "text" ? "Could not confirm" : "Could not take back", problem: confirmed.error });
      return;
    }
    const opened = await beginning(taskId);
    if (opened.ok) hold({ ...opened.value, path: now.path, kept: opened.value.text });
    announce(
      what === "text"
        ? "Confirmed: it is the task's contract now, and its attempts were judged by it."
        : "Taken back: the task has no confirmed contract, and its attempts were judged without it.",
    );
  };

  return {
    draft,
    problem,
    unsaved: draft !== null && draft.text !== draft.kept,
    type: (text) => {
      const now = latest.current;
      if (now === null) return;
      put({ ...now, text });
      recheck();
    },
    edit,
    open,
    save,
    begin: (text, origin) => {
      hold({ text, origin, name: "contract.yaml", path: null, kept: "", standing: standing() });
    },
    confirm,
    recheck,
  };
}
