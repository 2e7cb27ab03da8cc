import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parsePatch, type PatchFile } from "../../shared/diff/parse-patch";
import type { SessionEvent } from "../../shared/model/event";
import type { LineOrigin, ProvenanceFigures } from "../../shared/model/provenance";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { eventsOfAttempt } from "../../main/services/judge-attempt";
import { atOnce } from "../../shared/steps";
import { readSession } from "../../main/store/sessions";
import { LineReplay } from "../../main/provenance/line-provenance";
import { readEvent } from "../../main/store/events";
import { readLineProvenance } from "../../main/store/line-provenance";
import { readAttempts, readTasks } from "../../main/store/tasks";
import { corpus, hasCorpus, overCorpus } from "../support/corpus";
import { plainReplay, type PlainVersion } from "../support/plain-replay";
import { openTestApp } from "../support/temp-home";

const folders = ["claude-code", "codex", "gemini-cli", "opencode", "openhands", "copilot-cli", "mini-swe-agent"];
const options = { job: "test", isSource: anySource, cancelled: () => false };

async function ingested(paths: string[]): Promise<ReturnType<typeof openTestApp>> {
  const app = openTestApp();
  await ingestPaths(app.core, paths, options);
  return app;
}

describe.skipIf(!hasCorpus)(overCorpus("line provenance of real sessions"), () => {
  it("calls exact only what an edit's record holds, and what stands there", { timeout: 600_000 }, async () => {
    const { core } = await ingested(folders.map((folder) => path.join(corpus, folder)));
    const wrong: string[] = [];
    const sums = new Map<string, ProvenanceFigures & { attempts: number }>();
    const checked = { replayed: 0, held: 0 };
    for (const { attempt, judgement } of readTasks(core.index).flatMap((task) => readAttempts(core.index, task.id))) {
      if (attempt.patchDigest === null || !judgement?.provenance) continue;
      const files = readLineProvenance(core.index, attempt.id, attempt.patchDigest) ?? [];
      const bytes = core.archive.get(attempt.patchDigest);
      if (!bytes.ok) throw new Error(bytes.error.message);
      const patch = parsePatch(bytes.value.toString("utf8"));
      const changed = patch.files.reduce((sum, file) => sum + (file.binary ? 0 : file.added + file.removed), 0);
      expect(judgement.provenance.lines, attempt.id).toBeLessThanOrEqual(changed);
      const sum = sums.get(attempt.runnerName) ?? {
        attempts: 0,
        lines: 0,
        exact: 0,
        patch: 0,
        window: 0,
        inferred: 0,
        unknown: 0,
      };
      sums.set(attempt.runnerName, sum);
      sum.attempts += 1;
      for (const key of ["lines", "exact", "patch", "window", "inferred", "unknown"] as const)
        sum[key] += judgement.provenance[key];
      const whole = eventsOfAttempt(core, attempt.sessions).flatMap(
        ({ sessionId, event }) => readEvent(core.index, sessionId, event.seq) ?? [],
      );
      const replayed = plainReplay(whole);
      for (const file of patch.files) {
        const origins = files.find(({ path: name }) => name === file.path)?.origins ?? [];
        for (const one of origins) {
          if (one.grade !== "exact") continue;
          for (let no = one.from; no <= one.to; no += 1) {
            const said = judged(file, one, no, whole, replayed, checked);
            if (said !== null)
              wrong.push(
                `${attempt.runnerName} ${attempt.patchSource} ${file.path} ${one.side} ${String(no)} #${String(one.event?.seq)}: ${said}`,
              );
          }
        }
      }
    }
    for (const [runner, sum] of sums)
      process.stdout.write(
        `${runner}: ${String(sum.attempts)} attempts, ${String(sum.lines)} lines: ${(
          ["exact", "patch", "window", "inferred", "unknown"] as const
        )
          .map((grade) => `${grade} ${((100 * sum[grade]) / Math.max(1, sum.lines)).toFixed(1)} %`)
          .join(", ")}\n`,
      );
    process.stdout.write(
      `${String(checked.replayed)} exact lines stand where a plain replay has them, ${String(checked.held)} more are held by the record alone; ${String(wrong.length)} wrong\n`,
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(checked.replayed).toBeGreaterThan(1000);
  });

  it("holds against the commits that sessions led to, as git shows them", { timeout: 600_000 }, async () => {
    const folder = path.join(corpus, "entire-checkpoint");
    const wrong: string[] = [];
    const checked = { replayed: 0, held: 0 };
    let commits = 0;
    const sum = { lines: 0, exact: 0, patch: 0, window: 0, inferred: 0, unknown: 0 };
    for (const name of readdirSync(folder).filter((one) => one.endsWith(".commit.diff"))) {
      const stem = name.split(".")[0] ?? "";
      const transcripts = readdirSync(path.join(corpus, "claude-code")).filter((one) => one.startsWith(stem));
      if (transcripts.length === 0) continue;
      const { core } = await ingested(transcripts.map((one) => path.join(corpus, "claude-code", one)));
      const ids = readTasks(core.index).flatMap((task) =>
        readAttempts(core.index, task.id).flatMap(({ attempt }) => attempt.sessions),
      );
      const events = eventsOfAttempt(core, ids).flatMap(
        ({ sessionId, event }) => readEvent(core.index, sessionId, event.seq) ?? [],
      );
      const sessions = ids.flatMap((id) => readSession(core.index, id)?.session ?? []);
      const patch = parsePatch(readFileSync(path.join(folder, name), "utf8"));
      const told = atOnce(new LineReplay({ patch, events, sessions, noted: new Map() }).run((event) => event));
      commits += 1;
      for (const key of ["lines", "exact", "patch", "window", "inferred", "unknown"] as const)
        sum[key] += told.figures[key];
      const replayed = plainReplay(events);
      for (const file of patch.files)
        for (const one of told.files.find((each) => each.path === file.path)?.origins ?? [])
          for (let no = one.from; one.grade === "exact" && no <= one.to; no += 1) {
            const said = judged(file, one, no, events, replayed, checked);
            if (said !== null) wrong.push(`${stem} ${file.path} ${one.side} ${String(no)}: ${said}`);
          }
    }
    process.stdout.write(
      `${String(commits)} commits: ${JSON.stringify(sum)}; ${JSON.stringify(checked)}, ${String(wrong.length)} wrong\n`,
    );
    expect(commits).toBeGreaterThan(3);
    expect(wrong.slice(0, 20)).toEqual([]);
  });
});

/** What is wrong with a line that is called exact; null where nothing is. */
function judged(
  file: PatchFile,
  origin: LineOrigin,
  no: number,
  events: readonly SessionEvent[],
  replayed: ReadonlyMap<string, readonly PlainVersion[]>,
  checked: { replayed: number; held: number },
): string | null {
  const line = file.hunks
    .flatMap((hunk) => hunk.lines)
    .find(
      (each) =>
        (origin.side === "new" ? each.newNo : each.oldNo) === no &&
        each.kind === (origin.side === "new" ? "add" : "del"),
    );
  if (line === undefined) return "the patch has no such line";
  const { event } = origin;
  const here = events.find((each) => each.sessionId === event?.sessionId && each.event.seq === event.seq)?.event.detail;
  if (event === null || here === undefined) return "there is no such event";
  const text = line.text.replace(/\r$/, "");
  if (here.kind === "command" || here.kind === "check") {
    if (origin.side === "new" && !here.command.replaceAll("\r", "").split("\n").includes(text))
      return "the command does not hold it";
    checked.held += 1;
    return null;
  }
  if (here.kind !== "file-edit") return `the event is a ${here.kind}`;
  for (const versions of replayed.values()) {
    const at = versions.findIndex((each) => each.sessionId === event.sessionId && each.seq === event.seq);
    const version = versions[at];
    if (version === undefined) continue;
    const linesOf = (whole: string | null) => (whole ?? "").replaceAll("\r", "").split("\n");
    const after = linesOf(version.text);
    if (origin.side === "new") {
      if (version.text === null) {
        // The plain replay has no text: the record itself must hold the line.
        if (!heldBy(version.input, text)) return "the edit's record does not hold it";
        checked.held += 1;
        return null;
      }
      if (!after.includes(text)) return `the text after the edit does not hold it: ${text.slice(0, 60)}`;
      if (!heldBy(version.input, text) && !inPart(version.input, text))
        return `the edit's record does not hold it: ${text.slice(0, 60)}`;
      for (const later of versions.slice(at + 1))
        if (later.text !== null && !linesOf(later.text).includes(text)) return "a later edit took it away";
      const last = versions.at(-1)?.text ?? null;
      if (last !== null && linesOf(last)[no - 1] !== text) {
        checked.held += 1;
      } else checked.replayed += 1;
      return null;
    }
    if (here.op === "delete") return null;
    if (version.before === null || version.text === null) {
      const old = `${here.oldText ?? ""}\n${here.hunks ?? ""}`;
      if (here.oldText !== null && !heldBy(old, text) && !inPart(old, text))
        return "the replaced text does not hold it";
      checked.held += 1;
      return null;
    }
    const count = (whole: string[]) => whole.filter((each) => each === text).length;
    if (count(linesOf(version.before)) === 0) return `the text before the edit does not hold it: ${text.slice(0, 60)}`;
    checked.replayed += 1;
    return null;
  }
  return "the plain replay does not know the edit";
}

function heldBy(input: string, text: string): boolean {
  return input
    .replaceAll("\r", "")
    .split("\n")
    .some(
      (line) =>
        line === text ||
        (/^[+ ]/.test(line) && line.slice(1) === text) ||
        (line.startsWith("-") && line.slice(1) === text),
    );
}

/** An edit within a line: a part of the line is what was put there. */
function inPart(input: string, text: string): boolean {
  const lines = input.replaceAll("\r", "").split("\n");
  return (
    text.trim() === "" ||
    lines.some((line) => (line !== "" && text.includes(line)) || (text !== "" && line.includes(text)))
  );
}
