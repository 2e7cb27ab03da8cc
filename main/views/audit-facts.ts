import { setImmediate as breathe } from "node:timers/promises";
import type { AuditQueryRow } from "../../shared/review/audit-query";
import { decisionRule } from "../../shared/review/decision-catalog";
import { decodeShown } from "../audit/canonical";
import { inSlices } from "../audit/bundle/log-reading";
import type { RecordedDecision } from "../audit/log-reader";
import { decisionSubject, noStanding, rowOf } from "./audit-rows";
import type { AuditSource } from "./audit-source";
import { isClockSuspect } from "./clock-suspect";

interface Known {
  readonly rows: AuditQueryRow[];
  /** Texts that were erased when it was read: what was looked for in them must not be found any more. */
  readonly erased: number;
}

const known = new WeakMap<object, Known>();
/** Longest stretch without letting others have their turn. */
const stretchMs = 15;

/**
 * What the filter looks at in every entry of a log, kept between questions: the log only grows, so an entry is read once.
 * In: the log; its decisions where they are in memory already.
 */
export async function auditFacts(
  source: AuditSource,
  decisions: ReadonlyMap<number, RecordedDecision> | null,
): Promise<readonly AuditQueryRow[]> {
  const erased = source.entriesOf("blob.erased").length;
  let kept = known.get(source.key);
  if (kept?.erased !== erased) {
    kept = { rows: [], erased };
    known.set(source.key, kept);
  }
  const { rows } = kept;
  let since = performance.now();
  for (const { seq, bytes } of inSlices(source.log, source.from + rows.length, source.log.size())) {
    // Another question may have gone on with it meanwhile.
    if (seq !== source.from + rows.length) continue;
    rows.push(factsOf(source, seq, bytes, decisions));
    if (performance.now() - since < stretchMs) continue;
    await breathe();
    since = performance.now();
  }
  return rows;
}

function factsOf(
  source: AuditSource,
  seq: number,
  bytes: Uint8Array | null,
  decisions: ReadonlyMap<number, RecordedDecision> | null,
): AuditQueryRow {
  const none = { repository: null, taskId: null, taskRef: null, tier: null, standing: null, signed: null };
  const clockSuspect = isClockSuspect(source, seq);
  const made = bytes === null ? null : decisions === null ? source.decision(seq) : (decisions.get(seq) ?? null);
  if (made !== null) {
    const { decision } = made;
    return {
      seq,
      recordedAt: made.recordedAt,
      person: decision.reviewer.name,
      kind: decisionRule(decision.kind).verb,
      kindId: decision.kind,
      on: decisionSubject(decision, made.texts, null),
      repository: decision.repository,
      taskId: decision.taskId,
      taskRef: decision.taskRef,
      tier: decision.tier,
      standing: null,
      signed: made.keyid !== null,
      clockSuspect,
      withheld: false,
    };
  }
  const read = bytes === null ? null : decodeShown(bytes, { seq, origin: source.log.origin() ?? "" });
  const body = read?.ok === true ? read.value : null;
  if (body === null)
    return {
      seq,
      recordedAt: "",
      person: "",
      kind: bytes === null ? "Withheld" : "Damaged",
      kindId: bytes === null ? "withheld" : "damaged",
      on: "",
      ...none,
      clockSuspect,
      withheld: bytes === null,
    };
  const row = rowOf(
    source,
    seq,
    { withheld: false, entry: { body, decision: null, texts: null, leafHash: "", root: "" }, canonical: "" },
    noStanding,
  );
  const recordedAt = body.recordedAt ?? "";
  const { person, kind, kindId, on } = row;
  return { seq, recordedAt, person, kind, kindId, on, ...none, clockSuspect, withheld: false };
}
