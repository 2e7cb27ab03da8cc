import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createApp, type App } from "../../../main/app";
import { stableId } from "../../../main/ingest/stable-id";
import { systemClock } from "../../../main/platform/clock";
import * as plugins from "../../../main/plugins";
import { changedFiles } from "../../../main/services/assemble-attempt";
import { judgeAttempt } from "../../../main/services/judge-attempt";
import { readSession } from "../../../main/store/sessions";
import { readAttempt, readAttempts, readTasks, upsertAttempt, upsertTask } from "../../../main/store/tasks";
import { attemptSchema, type Attempt, type Judgement } from "../../../shared/model/attempt";
import type { Statement } from "../../../shared/model/claim";
import { contractSchema } from "../../../shared/model/contract";
import { taskSchema } from "../../../shared/model/task";
import { instant, type Told } from "./acts";
import type { CaseRunner, JudgementCase } from "./case";
import { projectRoot } from "./project-root";
import { tellers } from "./runners";
import { play } from "./world";

/** What the engines said of a case in one runner's records. */
export interface JudgedCase {
  readonly one: JudgementCase;
  readonly runner: CaseRunner;
  readonly judgement: Judgement;
}

interface Run {
  readonly one: JudgementCase;
  readonly runner: CaseRunner;
  /** Stands in the session's id, so that its attempt is found again. */
  readonly mark: string;
  readonly patch: string;
}

/**
 * Tells every case in its runners' own records, has the real program read them from files, gives each attempt its contract,
 * patch and pull request, and lets the engines judge it. In: the cases. Out: one judgement per case and runner, in order.
 * Throws where a session is not read whole, or an engine throws.
 */
export async function judgeCases(
  cases: readonly JudgementCase[],
  tell: (words: string) => void = () => undefined,
): Promise<JudgedCase[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "countersign-judge-"));
  try {
    const runs = cases.flatMap((one, n) =>
      one.runners.map((runner, m) => write(path.join(folder, "told"), one, runner, n * 10 + m)),
    );
    const app = open(path.join(folder, "home"));
    try {
      tell(`${String(cases.length)} cases in ${String(runs.length)} transcripts: reading.`);
      await read(app, path.join(folder, "told"));
      tell("Judging.");
      const found = attemptsByMark(app);
      return runs.map((run) => ({ one: run.one, runner: run.runner, judgement: judgeRun(app, run, found) }));
    } finally {
      app.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(folder: string, one: JudgementCase, runner: CaseRunner, n: number): Run {
  const mark = n.toString(16).padStart(12, "0");
  const { acts, patch } = play(one);
  mkdirSync(folder, { recursive: true });
  if (runner !== "none") {
    const told: Told = {
      id: `${mark.slice(4)}-5d0c-4d4e-8f5a-${mark}`,
      cwd: `/repo/app-${mark.slice(-5)}`,
      // Sessions that begin with the same words and deeds are taken for copies of one another.
      asked: `${one.asked} (Ticket ${String(n)}.)`,
      acts,
      final: one.final,
      patch,
    };
    const { name, text } = tellers[runner](told);
    const file = path.join(folder, mark, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  } else if (acts.length > 0 && acts.some((act) => act.kind !== "edit" && act.kind !== "write"))
    throw new Error(`${one.name}: without a session nothing can be said or run`);
  return { one, runner, mark, patch };
}

function open(home: string): App {
  const opened = createApp({
    home,
    version: "0.1.0",
    platform: {
      clock: systemClock(),
      userHome: home,
      env: {},
      accountName: "ilse",
      runtime: "test",
      resources: path.join(projectRoot, "resources"),
    },
    plugins,
    onBug: (where, error) => {
      throw new Error(`bug in ${where}`, { cause: error });
    },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

async function read(app: App, folder: string): Promise<void> {
  const done = await app.invoke("ingest.paths", { paths: [folder] });
  if (!done.ok) throw new Error(done.error.message);
  const [problem] = done.value.problems;
  if (problem !== undefined) throw new Error(`${problem.path}: ${problem.message}`);
  if (done.value.malformed > 0 || done.value.unknown.length > 0)
    throw new Error(`records that no adapter knows: ${JSON.stringify(done.value.unknown)}`);
}

function attemptsByMark(app: App): Map<string, Attempt> {
  const { index } = app.core;
  const found = new Map<string, Attempt>();
  for (const task of readTasks(index))
    for (const { attempt } of readAttempts(index, task.id)) {
      const session = attempt.sessions[0] === undefined ? null : readSession(index, attempt.sessions[0]);
      const mark =
        /app-([0-9a-f]{5})$/.exec(session?.session.cwd ?? "")?.[1] ?? markIn(session?.session.runnerSessionId);
      if (mark !== null) found.set(mark, attempt);
    }
  return found;
}

/** Where a runner does not record the working folder, the session's id tells. */
function markIn(id: string | undefined): string | null {
  return /^(?:ses_)?([0-9a-f]{8})/.exec(id ?? "")?.[1]?.slice(-5) ?? null;
}

function judgeRun(app: App, run: Run, found: ReadonlyMap<string, Attempt>): Judgement {
  const { index, archive } = app.core;
  const { one, runner, mark, patch } = run;
  const known = found.get(mark.slice(-5));
  if (known === undefined && runner !== "none")
    throw new Error(`${one.name}: no attempt was made of its ${runner} session`);
  const contract =
    one.owner === null && one.contract === undefined
      ? null
      : contractSchema.parse({
          version: 1,
          id: `CASE-${mark.slice(-5)}`,
          title: one.name,
          objective: one.asked,
          ...(one.owner === null ? {} : { owner: one.owner }),
          ...one.contract,
        });
  const key = `case:${mark}`;
  const task = taskSchema.parse({
    id: stableId("T", key, 10),
    ref: null,
    title: one.name,
    repository: `app-${mark.slice(-5)}`,
    contract,
    contractDigest: null,
    requester: null,
    firstSeenAt: instant(0),
  });
  const bytes = Buffer.from(patch, "utf8");
  const brought: Statement[] = [
    ...(one.pullRequest === undefined
      ? []
      : [{ source: "pull-request" as const, text: one.pullRequest, event: null, ref: "#12" }]),
    ...one.commits.map((text, n) => ({ source: "commit" as const, text, event: null, ref: String(n).repeat(7) })),
  ];
  const attempt: Attempt = attemptSchema.parse({
    ...(known ?? {
      id: stableId("A", key, 10),
      letter: "A",
      runner: "other",
      runnerName: "A pull request",
      model: null,
      base: null,
      head: null,
      branch: null,
      summary: one.final,
      startedAt: instant(0),
      finishedAt: instant(9),
      costUsd: null,
      sessions: [],
      patchNote: null,
    }),
    taskId: task.id,
    statements: [...(known?.statements ?? []), ...brought],
    patchSource: patch === "" ? "none" : "repository",
    patchDigest: patch === "" ? null : archive.put(bytes),
    files: patch === "" ? [] : changedFiles(patch),
    ground: null,
  });
  upsertTask(index, key, task);
  upsertAttempt(
    index,
    known === undefined ? key : `${key}:told`,
    known === undefined ? "pack" : "session",
    attempt,
    [],
  );
  judgeAttempt(app.core, attempt.id);
  const judgement = readAttempt(index, attempt.id)?.judgement;
  if (judgement === undefined || judgement === null) throw new Error(`${one.name}: no judgement`);
  return judgement;
}
