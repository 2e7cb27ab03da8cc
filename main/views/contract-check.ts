import type { ContractCheck, ContractEdit } from "../../shared/contract/contracts";
import type { Contract } from "../../shared/model/contract";
import type { TaskFit } from "../../shared/model/task-fit";
import { err, ok, type Result } from "../../shared/result";
import { adviceFor } from "../evidence/contract-advice";
import { editContract } from "../evidence/contract-edit";
import { openContract, readContract } from "../evidence/contract-file";
import { formOf } from "../evidence/contract-form";
import { fitBefore } from "../policy/task-fit";
import { fitSubject, readFitAnswers } from "../store/fit-answers";
import type { Core } from "./core";
import { placedProblem } from "./placed-problem";

const file = "contract.yaml";

/** Everything the editor shows of a contract's text. In: the text, and the task it is for, where there is one. */
export function checkContract(core: Core, text: string, taskId: string | null): ContractCheck {
  const { contract, problems } = readContract(text, file);
  const opened = openContract(text, file);
  return {
    contract,
    form: opened.ok ? formOf(opened.value.document) : null,
    problems: problems.slice(0, 200).map(placedProblem),
    advice:
      contract === null || !opened.ok ? [] : adviceFor(contract, opened.value, file).slice(0, 200).map(placedProblem),
    fit: contract === null ? null : fitOfContract(core, contract, taskId),
  };
}

/** The fit of a contract before any work, with a person's answers: those for the task go before those for the contract's id. */
export function fitOfContract(core: Core, contract: Contract, taskId: string | null): TaskFit {
  return fitBefore(contract, readFitAnswers(core.record, subjectsOf(contract, taskId)));
}

/** What answers about a task may be kept under, nearest first. */
export function subjectsOf(contract: Contract | null, taskId: string | null): string[] {
  return [
    ...(taskId === null ? [] : [fitSubject({ taskId })]),
    ...(contract === null ? [] : [fitSubject({ contractId: contract.id })]),
  ];
}

/** The text with the form's changes made in it, and what is known of it then. */
export function changeContract(
  core: Core,
  asked: { readonly text: string; readonly edits: readonly ContractEdit[]; readonly taskId: string | null },
): Result<{ text: string; check: ContractCheck }> {
  let { text } = asked;
  for (const edit of asked.edits) {
    const edited = editContract(text, edit);
    if (!edited.ok) return err(edited.error);
    text = edited.value;
  }
  return ok({ text, check: checkContract(core, text, asked.taskId) });
}
