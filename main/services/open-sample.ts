import path from "node:path";
import type { IngestReport } from "../../shared/contract/app";
import type { ConnectionKind } from "../../shared/model/connection";
import { err, ok, type Result } from "../../shared/result";
import { resolveRoot } from "../platform/files";
import { connectRunner } from "./connect-runner";
import { countTasks } from "../store/tasks";
import type { Core } from "../views/core";

const parts: readonly (readonly [ConnectionKind, string])[] = [
  ["packs", "packs"],
  ["claude-code", "runners/claude-code/projects"],
  ["codex", "runners/codex/sessions"],
];

/** Connects the three runners of the sample night that comes with the app, as a person would connect their own. */
export async function openSample(core: Core, cancelled: () => boolean): Promise<Result<IngestReport>> {
  const root = path.join(core.platform.resources, "sample");
  const there = await resolveRoot(root);
  if (!there.ok)
    return err({
      code: "sample-missing",
      message: "This copy of Countersign came without its sample night.",
      place: root,
      remedy: "Install it again, or connect a runner.",
    });
  let sum: IngestReport | null = null;
  for (const [kind, folder] of parts) {
    const report = await connectRunner(core, { kind, path: path.join(root, folder) }, cancelled);
    if (!report.ok) return report;
    sum = sum === null ? report.value : addReports(sum, report.value);
  }
  if (sum === null) throw new Error("the sample night has no parts");
  // The same task may have come from two runners: it is counted once.
  return ok({ ...sum, tasks: countTasks(core.index) });
}

function addReports(a: IngestReport, b: IngestReport): IngestReport {
  const unknown = new Map(a.unknown.map((row) => [row.type, row.count]));
  for (const row of b.unknown) unknown.set(row.type, (unknown.get(row.type) ?? 0) + row.count);
  return {
    files: a.files + b.files,
    unchanged: a.unchanged + b.unchanged,
    bytes: a.bytes + b.bytes,
    sessions: a.sessions + b.sessions,
    attempts: a.attempts + b.attempts,
    tasks: a.tasks + b.tasks,
    records: a.records + b.records,
    recognised: a.recognised + b.recognised,
    unknown: [...unknown].map(([type, count]) => ({ type, count })),
    malformed: a.malformed + b.malformed,
    readers: addReaders(a.readers, b.readers),
    notSessions: {
      count: a.notSessions.count + b.notSessions.count,
      paths: [...a.notSessions.paths, ...b.notSessions.paths],
    },
    problems: [...a.problems, ...b.problems],
  };
}

function addReaders(a: IngestReport["readers"], b: IngestReport["readers"]): IngestReport["readers"] {
  const sum = new Map(a.map((row) => [row.reader, row]));
  for (const row of b) {
    const known = sum.get(row.reader);
    sum.set(
      row.reader,
      known === undefined
        ? row
        : {
            reader: row.reader,
            files: known.files + row.files,
            sessions: known.sessions + row.sessions,
            records: known.records + row.records,
            recognised: known.recognised + row.recognised,
          },
    );
  }
  return [...sum.values()];
}
