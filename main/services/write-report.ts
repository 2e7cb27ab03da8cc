import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import type * as z from "zod";
import type { Output } from "../../shared/contract/api";
import type { reportProcedures, WrittenReport } from "../../shared/contract/report";
import type { ReportFormatId } from "../../shared/model/report-choice";
import { err, ok, type Result } from "../../shared/result";
import { chromiumPrinter } from "../platform/chromium";
import { makeFolder } from "../platform/make-folder";
import type { ReportDocument } from "../report/document";
import type { ReportFormat } from "../report/format";
import type { Core } from "../views/core";
import { writeAll } from "../store/durable-files";
import { gatherReport } from "./gather-report";
import { startJob } from "./jobs";
import { redactInSteps } from "./redact-document";
import { Ended, pauses, type Pause } from "./turns";

const reportJob = "Writing a report";
const tellEveryMs = 200;
const chunkBytes = 64 * 1024;

/** `2026-11-21T07-40-12Z`: an instant as part of a file name. */
function stamp(instant: string): string {
  return `${instant.slice(0, 19).replaceAll(":", "-")}Z`;
}

/**
 * Writes a report, a file for each format, and records each export with the file's digest.
 * In: formats, filters, redaction, and where to (null: the data folder's `reports`; with several formats each file gets its own
 * ending). A file appears whole or not at all. A log that takes no entry any more is reported on too, and the answer says so.
 */
export async function writeReport(
  core: Core,
  asked: z.output<(typeof reportProcedures)["report.write"]["input"]>,
  cancelled: () => boolean,
): Promise<Result<Output<"report.write">>> {
  const job = startJob(core);
  let far: { step: string; done: number; total: number | null; unit: string } = {
    step: "what it rests on",
    done: 0,
    total: null,
    unit: "tasks",
  };
  const tell = (rest: { finished: boolean; cancelled?: true; failed?: { message: string; remedy?: string } }): void => {
    core.publish("progress", { job: reportJob, id: job.id, ...far, ...rest });
  };
  let told = performance.now();
  const pause = pauses(
    () => cancelled() || job.cancelled(),
    () => {
      if (performance.now() - told < tellEveryMs) return;
      told = performance.now();
      tell({ finished: false });
    },
  );
  tell({ finished: false });
  try {
    const written = await write(core, asked, pause, (next) => {
      far = next;
    });
    if (written.ok) tell({ finished: true });
    else {
      const { message, remedy } = written.error;
      tell({ finished: true, failed: { message, ...(remedy === undefined ? {} : { remedy }) } });
    }
    return written;
  } catch (error) {
    if (!(error instanceof Ended)) {
      tell({ finished: true, failed: { message: error instanceof Error ? error.message : String(error) } });
      throw error;
    }
    if (!cancelled()) tell({ finished: true, cancelled: true });
    return err({
      code: "cancelled",
      message: "The report was ended before it was whole. Files that were written before it stay.",
    });
  } finally {
    job.end();
  }
}

async function write(
  core: Core,
  { formats, filters, redaction, out }: z.output<(typeof reportProcedures)["report.write"]["input"]>,
  pause: Pause,
  tell: (far: { step: string; done: number; total: number | null; unit: string }) => void,
): Promise<Result<Output<"report.write">>> {
  const wanted = [...new Set(formats)];
  const unknown = wanted.find((id) => formatOf(core, id) === undefined);
  if (unknown !== undefined) return err({ code: "unknown-format", message: `There is no report format ${unknown}.` });
  const whole = await gatherReport(core, filters, pause, {
    anew: true,
    tell: (done, total) => {
      tell({ step: "what it rests on", done, total, unit: "tasks" });
    },
  });
  tell({ step: "what is left out", done: 0, total: null, unit: "decisions" });
  const document = await redactInSteps(whole, redaction, pause);
  const files: WrittenReport[] = [];
  let unrecorded: string | null = null;
  for (const id of wanted) {
    const format = formatOf(core, id);
    if (format === undefined) continue;
    const target = targetOf(core, out, wanted.length > 1, document, id, format);
    tell({ step: id, done: 0, total: null, unit: "decisions" });
    const written =
      id === "pdf"
        ? await printed(core, format.pieces(document), target, pause)
        : await writeWhole(target, format.pieces(document), pause);
    if (!written.ok) return written;
    const { digest, size } = written.value;
    const { entries } = document.log;
    const logged = core.ledger.append([{ kind: "export", format: id, path: target, digest, entries }]);
    // The file is there, and a log that does not hold is no reason to have no report: the report says so, and so does the answer.
    if (!logged.ok) unrecorded = logged.error.message;
    files.push({ format: id, path: target, bytes: size, digest });
  }
  core.publish("changed", { scopes: ["audit"] });
  return ok({ files, decisions: document.decisions.length, redactions: document.redactions, unrecorded });
}

/** A PDF is the HTML report on paper. */
function formatOf(core: Core, id: ReportFormatId): ReportFormat | undefined {
  const rendered = id === "pdf" ? "html" : id;
  return core.plugins.formats.find((candidate) => candidate.id === rendered);
}

function targetOf(
  core: Core,
  out: string | null,
  several: boolean,
  { generatedAt }: ReportDocument,
  id: ReportFormatId,
  format: ReportFormat,
): string {
  const ending = id === "pdf" ? ".pdf" : `${format.suffix ?? ""}.${format.extension}`;
  if (out === null) return path.join(core.home, "reports", `countersign-${stamp(generatedAt)}${ending}`);
  const whole = path.resolve(out);
  if (!several) return whole;
  return path.join(path.dirname(whole), `${path.basename(whole, path.extname(whole))}${ending}`);
}

/** Prints beside the target, where the printer of the window may read and write, and takes both files away again. */
async function printed(core: Core, html: Iterable<string>, target: string, pause: Pause): Promise<Result<Written>> {
  const page = `${target}.printing.html`;
  const paper = `${target}.printing.pdf`;
  const print = core.platform.printPage ?? chromiumPrinter(core.platform.env);
  try {
    const kept = await writeWhole(page, html, pause);
    if (!kept.ok) return kept;
    const done = await print(page, paper);
    await pause();
    return done.ok ? await writeWhole(target, [readFileSync(paper)], pause) : done;
  } catch (error) {
    if (error instanceof Ended) throw error;
    return unwritable(target, error);
  } finally {
    for (const file of [page, paper]) rmSync(file, { force: true });
  }
}

/** A file that was written: its digest and its size in bytes. */
interface Written {
  readonly digest: string;
  readonly size: number;
}

/** Writes the pieces beside the target and moves them there when they are whole: half of a report is never found. */
async function writeWhole(
  target: string,
  pieces: Iterable<string | Uint8Array>,
  pause: Pause,
): Promise<Result<Written>> {
  const temporary = `${target}.part`;
  const hash = createHash("sha256");
  let size = 0;
  let handle: number | null = null;
  try {
    makeFolder(path.dirname(target));
    handle = openSync(temporary, "w", 0o600);
    let pending: Uint8Array[] = [];
    let length = 0;
    const flush = (file: number): void => {
      const bytes = Buffer.concat(pending);
      writeAll(file, bytes);
      hash.update(bytes);
      size += bytes.length;
      pending = [];
      length = 0;
    };
    for (const piece of pieces) {
      const bytes = typeof piece === "string" ? Buffer.from(piece, "utf8") : piece;
      pending.push(bytes);
      length += bytes.length;
      if (length >= chunkBytes) flush(handle);
      await pause();
    }
    flush(handle);
    closeSync(handle);
    handle = null;
    renameSync(temporary, target);
    return ok({ digest: hash.digest("hex"), size });
  } catch (error) {
    rmSync(temporary, { force: true });
    if (error instanceof Ended) throw error;
    return unwritable(target, error);
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

function unwritable(target: string, error: unknown): Result<never> {
  return err({
    code: "report-unwritable",
    message: `Could not write the report: ${error instanceof Error ? error.message : String(error)}.`,
    place: target,
    remedy: "Choose a folder this account can write, with space left.",
  });
}
