import type { Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { contractFromIssue } from "../evidence/import-issue";
import { readSession } from "../store/sessions";
import { readAttempts, readTask } from "../store/tasks";
import type { Core } from "./core";
import { taskMissing } from "./task-view";

const empty = `# What is asked, within which bounds, and what would show that it was done.
version: 1
id: ""
title: ""
objective: ""
`;

/** A new contract: empty, or begun from what a task without one says of itself: its issue, else its prompt. */
export function draftContract(core: Core, taskId: string | null): Result<Output<"contract.draft">> {
  if (taskId === null) return ok({ text: empty, name: "contract.yaml", origin: "New contract" });
  const task = readTask(core.index, taskId);
  if (task === null) return taskMissing(taskId);
  if (task.guessed !== undefined) {
    const kept = core.archive.get(task.guessed.digest);
    if (!kept.ok) return kept;
    return ok({
      text: kept.value.toString("utf8"),
      name: "contract.yaml",
      origin: `Read from issue ${task.guessed.from}, nobody confirmed it`,
    });
  }
  const prompts = readAttempts(core.index, taskId)
    .flatMap(({ attempt }) => attempt.sessions)
    .flatMap((id) => readSession(core.index, id)?.session.prompt ?? []);
  const text = contractFromIssue({
    title: task.title,
    body: prompts[0] ?? "",
    labels: [],
    reference: task.ref,
    author: task.requester?.name ?? null,
    createdAt: task.requester?.at ?? null,
    link: task.requester?.link ?? null,
  });
  return ok({ text, name: "contract.yaml", origin: `Begun from the prompt of ${task.ref ?? task.id}` });
}

/** The contract a task has, as its bytes were archived. */
export function contractOfTask(core: Core, taskId: string): Result<Output<"contract.open">> {
  const task = readTask(core.index, taskId);
  if (task === null) return taskMissing(taskId);
  const digest = task.contractDigest;
  if (digest === null)
    return err({
      code: "no-contract",
      message: `${task.ref ?? task.id} has no contract.`,
      remedy: "Begin one from its prompt.",
    });
  const bytes = core.archive.get(digest);
  if (!bytes.ok) return bytes;
  return ok({
    text: bytes.value.toString("utf8"),
    name: "contract.yaml",
    origin:
      task.confirmed === undefined
        ? `Contract of ${task.ref ?? task.id}, as archived`
        : `Contract of ${task.ref ?? task.id}, confirmed by ${task.confirmed.by} at ${task.confirmed.at.slice(0, 16)}Z`,
    digest,
    standing: task.confirmed === undefined ? "stated" : "confirmed",
  });
}
