import type { AuditBar } from "../../shared/contract/audit";
import { ok, type Result } from "../../shared/result";
import { auditSource, type AuditSource } from "./audit-source";
import { clockSuspectFrom } from "./clock-suspect";
import type { Core } from "./core";

const mostBetween = 50;

/** The log as a bar: its heads, anchors and keys. */
export function auditBar(core: Core, bundle: string | undefined): Result<AuditBar> {
  const found = auditSource(core, bundle);
  if (!found.ok) return found;
  const source = found.value;
  const { log, from } = source;
  const size = log.size();
  const head = log.checkpoint();
  const anchors = source.entriesOf("anchor").flatMap((seq) => {
    const body = source.body(seq);
    if (body?.kind !== "anchor") return [];
    return [{ seq, type: body.type, size: body.size, at: body.recordedAt, detail: body.detail }];
  });
  return ok({
    origin: log.origin(),
    from,
    to: size,
    checkpoints: headsOf(source, head?.size ?? null, new Set(anchors.map((anchor) => anchor.size))),
    anchors,
    ...keysOf(source),
    clockSuspectFrom: clockSuspectFrom(source),
    note: head?.note ?? null,
  });
}

/** The newest head, every anchor's, and at most fifty of those between. */
function headsOf(source: AuditSource, newest: number | null, anchored: ReadonlySet<number>): { size: number }[] {
  if (newest === null) return [];
  const { from, log } = source;
  const step = Math.max(1, Math.ceil((newest - from) / mostBetween));
  const sizes = new Set<number>([newest, ...anchored]);
  for (let size = from + step; size < newest; size += step) sizes.add(size);
  return [...sizes]
    .filter((size) => size > from && size <= newest && log.checkpointAt(size) !== null)
    .sort((a, b) => a - b)
    .map((size) => ({ size }));
}

/** The keys that the log tells of, and what became of them. */
function keysOf(source: AuditSource): Pick<AuditBar, "logKey" | "reviewerKeys"> {
  const keys = source.log.keys();
  const inUse = keys.log.at(-1);
  return {
    logKey:
      inUse === undefined
        ? null
        : { vkey: inUse.vkey, id: inUse.key.hash.toString(16).padStart(8, "0"), protection: inUse.protection },
    reviewerKeys: keys.reviewers.map(({ vkey, keyid, person, protection, ended }) => ({
      vkey,
      keyid,
      person,
      protection,
      state: ended?.how ?? "in-use",
    })),
  };
}
