import type { Evidence } from "../../shared/model/evidence";
import type { PackFile } from "../../shared/model/pack";
import { evidenceFromFile, sameCommit, type AttemptTrees, type FileReading } from "../evidence/from-file";
import { compareFindings } from "../evidence/new-findings";
import { claimOwner, isGone } from "../platform/claim-owner";
import { beginDetail, begunDetails, dropDetail, endDetail, writeDetailRows } from "../store/evidence-details";
import type { Core } from "../views/core";
import { detailOf, detailReader } from "../views/evidence-detail";
import { findingsIn } from "../views/evidence-lines";
import type { EvidenceRequest } from "../views/evidence-reader";

/** Files whose list is being kept now: a second asker waits for the first. */
const underWay = new WeakMap<Core, Map<string, Promise<FileReading>>>();

/** Reads a file in the reading thread and keeps what it lists. */
async function readAndKeep(core: Core, request: EvidenceRequest): Promise<FileReading> {
  const going = underWay.get(core) ?? new Map<string, Promise<FileReading>>();
  underWay.set(core, going);
  const known = going.get(request.digest);
  if (known !== undefined) return known;
  const work = keep(core, request).finally(() => going.delete(request.digest));
  going.set(request.digest, work);
  return work;
}

/** Another process may read the same file: each keeps its own list until it is whole, and the last one stays. */
async function keep(core: Core, request: EvidenceRequest): Promise<FileReading> {
  const { digest } = request;
  for (const { pk, owner } of begunDetails(core.index, digest)) if (isGone(owner)) dropDetail(core.index, pk);
  const owner = claimOwner();
  const detail = beginDetail(core.index, digest, owner.name);
  const places = new Map<string, number>();
  try {
    const reading = await core.evidence.read(request, (rows) => {
      const from = places.get(rows.list) ?? 0;
      writeDetailRows(core.index, detail, rows, from);
      places.set(rows.list, from + rows.rows.length);
    });
    if (reading.parsed === null) dropDetail(core.index, detail);
    else endDetail(core.index, digest, detail, detailReader(core, reading.format));
    return reading;
  } finally {
    owner.end();
  }
}

/** What an attempt's files are held against. */
export interface EvidenceContext extends AttemptTrees {
  readonly base: string | null;
}

/**
 * The evidence items of archived files, one after the other in the reading thread; what they list is kept beside the cards.
 * In: the files as a pack lists them.
 */
export async function readEvidence(
  core: Core,
  files: readonly PackFile[],
  context: EvidenceContext,
): Promise<Evidence[]> {
  const cards: Evidence[] = [];
  for (const file of files) {
    const reading = await readAndKeep(core, { path: file.path, digest: file.sha256, bytes: file.bytes });
    cards.push(evidenceFromFile(file, reading, context));
  }
  return cards.map((card) => withNew(core, card, cards, context.base));
}

/** Of static analysis: how many findings are new, where the same format's report of the base is among the files. */
function withNew(core: Core, card: Evidence, cards: readonly Evidence[], base: string | null): Evidence {
  if (base === null || card.totals?.of !== "findings" || isOfBase(card, base)) return card;
  const before = cards.find((other) => other.format === card.format && isOfBase(other, base));
  const [here, there] = [detailOf(core, card), before === undefined ? null : detailOf(core, before)];
  if (before === undefined || here === null || there === null) return card;
  const { fresh, gone } = compareFindings(findingsIn(core, there), findingsIn(core, here));
  return { ...card, againstBase: { base: before.id, new: fresh.length, gone: gone.length } };
}

/** Whether an item says that it was made on the commit an attempt began with. */
export function isOfBase(item: Evidence, base: string): boolean {
  const { madeOn } = item;
  return (
    madeOn !== undefined &&
    (madeOn.commits.some((commit) => sameCommit(commit, base)) ||
      (madeOn.tree !== null && sameCommit(madeOn.tree, base)))
  );
}

/** Makes sure that what an item lists is kept: read again out of the archive where the index was made anew or the reader changed. */
export async function ensureDetail(core: Core, item: Evidence): Promise<void> {
  if (item.file === null || item.format === null) return;
  if (detailOf(core, item) !== null) return;
  await readAndKeep(core, item.file);
}
