import { writeFileSync } from "node:fs";
import path from "node:path";
import type { App } from "../../main/app";
import type { Output } from "../../shared/contract/api";
import type { DecisionKind } from "../../shared/model/decision";
import type { Problem, Result } from "../../shared/result";
import { defaultPolicy } from "../builders/policy";
import { gitEnv } from "./git-repository";
import { openTestApp, tempFolder } from "./temp-home";

/** Two reviewers with a data folder each, who read the same night under a policy that asks for two approvals. */
export interface Desk {
  readonly app: App;
  readonly home: string;
}

export async function must<T>(answer: Promise<Result<T>> | Result<T>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

export async function refused<T>(answer: Promise<Result<T>> | Result<T>): Promise<Problem> {
  const result = await answer;
  if (result.ok) throw new Error("it was not refused");
  return result.error;
}

const one = "- { from: low, count: 1 }";
const twoReviewers = defaultPolicy().file.text.replace(one, "- { from: low, count: 2 }");

/** A desk of that name, with the sample night read. */
export async function deskOf(name: string, policy = twoReviewers): Promise<Desk> {
  const home = tempFolder();
  writeFileSync(path.join(home, "policy.yaml"), policy);
  const app = openTestApp({ home, platform: { env: { ...gitEnv, COUNTERSIGN_KEY_PROTECTION: "file" } } });
  await must(app.invoke("app.settings", { reviewerName: name }));
  await must(app.invoke("sample.open", {}));
  return { app, home };
}

/** A task by its reference, with the attempt of a letter and the group it stands in. */
export async function taskAt(app: App, ref: string, letter = "A") {
  const { groups } = await must(app.invoke("inbox.list", { filter: "" }));
  const found = groups
    .flatMap(({ group, rows }) => rows.map((row) => ({ group, row })))
    .find(({ row }) => row.ref === ref);
  if (found === undefined) throw new Error(`no task ${ref}`);
  const view = await must(app.invoke("task.get", { taskId: found.row.taskId }));
  const attempt = view.attempts.find((each) => each.attempt.letter === letter);
  if (attempt === undefined) throw new Error(`no attempt ${letter} of ${ref}`);
  const subject = { taskId: view.task.id, attemptId: attempt.attempt.id };
  return { view, attempt, subject, group: found.group, row: found.row };
}

/** Records a decision on an attempt, every file of it read. */
export async function decide(
  app: App,
  ref: string,
  kind: DecisionKind,
  reason = "Read to the end.",
): Promise<Output<"decision.record">> {
  const { attempt, subject } = await taskAt(app, ref);
  for (const file of attempt.attempt.files)
    await app.invoke("reading.mark", { attemptId: subject.attemptId, file: file.digest, read: true });
  const sheet = await must(app.invoke("decision.sheet", { kind, ...subject }));
  return must(
    app.invoke("decision.record", {
      kind,
      ...subject,
      nonce: sheet.nonce,
      reason,
      person: null,
      until: null,
      confirm: sheet.confirm,
    }),
  );
}

/** The newest approval of a desk on a task as a file. */
export async function handOut(app: App, ref: string, text = true) {
  const { subject } = await taskAt(app, ref);
  return must(app.invoke("approvals.handOut", { ...subject, text, push: false, remote: null }));
}

/** The fingerprint of the key that signs at a desk, as its owner reads it out. */
export async function fingerprintOf(app: App): Promise<string> {
  const { reviewer } = await must(app.invoke("identity.state", {}));
  if (reviewer.keyid === null) throw new Error("there is no key yet");
  return reviewer.keyid;
}
