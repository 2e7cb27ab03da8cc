import type { Output, Procedures } from "../../shared/contract/api";
import type { Evidence } from "../../shared/model/evidence";
import { err, ok, type Result } from "../../shared/result";
import type * as z from "zod";
import { parserFor } from "../evidence/read-file";
import { readAttempt, type StoredAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import {
  evidenceCases,
  evidenceComponents,
  evidenceItem,
  evidenceStatements,
  evidenceSuites,
  keptDetail,
} from "../views/evidence-detail";
import { changedCoverage, evidenceAnnotations, lineMarks } from "../views/evidence-lines";
import { attemptMissing } from "../views/timeline";
import { ensureDetail } from "./read-evidence";

type Asked<N extends keyof Procedures> = z.output<Procedures[N]["input"]>;

/** The largest picture that is handed to the page, bytes. */
const mostImageBytes = 32 * 1024 * 1024;
/** A picture is unpacked to draw it: four bytes for each pixel, whatever its file has. */
const mostPixels = 40_000_000;

interface Opened {
  readonly stored: StoredAttempt;
  readonly item: Evidence;
  readonly detail: number;
}

/** Finds an item and makes sure that its list is kept. */
async function open(core: Core, asked: { attemptId: string; evidenceId: string }): Promise<Result<Opened>> {
  const found = evidenceItem(core, asked.attemptId, asked.evidenceId);
  if (!found.ok) return found;
  await ensureDetail(core, found.value.item);
  const detail = keptDetail(core, found.value.item);
  return detail.ok ? ok({ ...found.value, detail: detail.value }) : detail;
}

/** Lists of an evidence item, read again out of the archive where they are not kept. */
export const showEvidence = {
  suites: async (core: Core, asked: Asked<"evidence.suites">): Promise<Result<Output<"evidence.suites">>> => {
    const opened = await open(core, asked);
    return opened.ok ? ok(evidenceSuites(core, opened.value.detail, asked.filter)) : opened;
  },
  cases: async (core: Core, asked: Asked<"evidence.cases">): Promise<Result<Output<"evidence.cases">>> => {
    const opened = await open(core, asked);
    return opened.ok ? ok(evidenceCases(core, opened.value.detail, asked.filter, asked)) : opened;
  },
  annotations: async (
    core: Core,
    asked: Asked<"evidence.annotations">,
  ): Promise<Result<Output<"evidence.annotations">>> => {
    const opened = await open(core, asked);
    if (!opened.ok) return opened;
    const { stored, item, detail } = opened.value;
    return ok(evidenceAnnotations(core, stored, item, detail, asked));
  },
  components: async (
    core: Core,
    asked: Asked<"evidence.components">,
  ): Promise<Result<Output<"evidence.components">>> => {
    const opened = await open(core, asked);
    return opened.ok ? ok(evidenceComponents(core, opened.value.detail, asked)) : opened;
  },
  statements: async (
    core: Core,
    asked: Asked<"evidence.statements">,
  ): Promise<Result<Output<"evidence.statements">>> => {
    const opened = await open(core, asked);
    return opened.ok ? ok(evidenceStatements(core, opened.value.detail, asked)) : opened;
  },
  coverage: async (core: Core, asked: Asked<"evidence.coverage">): Promise<Result<Output<"evidence.coverage">>> => {
    const opened = await open(core, asked);
    return opened.ok ? ok(changedCoverage(core, opened.value.stored, opened.value.detail)) : opened;
  },
  lines: async (core: Core, { attemptId }: Asked<"evidence.lines">): Promise<Result<Output<"evidence.lines">>> => {
    const stored = readAttempt(core.index, attemptId);
    if (stored === null) return attemptMissing(attemptId);
    for (const item of stored.fileEvidence)
      if (item.totals?.of === "coverage" || item.totals?.of === "findings") await ensureDetail(core, item);
    return ok(lineMarks(core, stored));
  },
  log: async (core: Core, asked: Asked<"evidence.log">): Promise<Result<Output<"evidence.log">>> => {
    try {
      const page = await core.evidence.log(asked);
      return ok({ ...page, lines: [...page.lines], matches: [...page.matches] });
    } catch (error) {
      // The archive says why a copy is no copy; what else stops a reading is the log's own size.
      const bytes = core.archive.get(asked.digest);
      if (!bytes.ok) return bytes;
      return err({
        code: "log-unread",
        message: `The log could not be read: ${error instanceof Error ? error.message : "the reading failed"}.`,
        remedy: "Its bytes can be read as they are.",
      });
    }
  },
  /** A picture's bytes: only what its own header shows to be one, within the bounds of the parser of images. */
  image: (core: Core, asked: Asked<"evidence.image">): Result<Output<"evidence.image">> => {
    const found = evidenceItem(core, asked.attemptId, asked.evidenceId);
    if (!found.ok) return found;
    const { file } = found.value.item;
    const refuse = (message: string) =>
      err({ code: "no-picture", message, remedy: "Its bytes can be read as they are." });
    if (file === null) return refuse("This item has no file.");
    if (file.bytes > mostImageBytes)
      return refuse(`The file has ${file.bytes.toLocaleString("en-US")} bytes: too many to be shown.`);
    const bytes = core.archive.get(file.digest);
    if (!bytes.ok) return bytes;
    const parser = parserFor(core.plugins.parsers, { path: file.path, bytes: bytes.value });
    const parsed = parser?.parse(bytes.value);
    if (parsed?.ok === false) return parsed;
    const totals = parsed?.value.totals;
    if (totals?.of !== "image") return refuse("The file is not a picture that can be shown.");
    const { format, width, height } = totals;
    if (width * height > mostPixels)
      return refuse(`The picture has ${(width * height).toLocaleString("en-US")} pixels: too many to be shown.`);
    return ok({ format, width, height, bytes: new Uint8Array(bytes.value) });
  },
};
