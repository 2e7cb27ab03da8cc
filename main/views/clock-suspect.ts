import type { AuditSource } from "./audit-source";

/** Stretches of a log whose times are doubted: from an anomaly of the clock to the next trusted time. `to` null: up to its end. */
interface Stretch {
  readonly from: number;
  readonly to: number | null;
}

const known = new WeakMap<object, { readonly size: number; readonly stretches: readonly Stretch[] }>();

function stretches(source: AuditSource): readonly Stretch[] {
  const size = source.log.size();
  const kept = known.get(source.key);
  if (kept?.size === size) return kept.stretches;
  const trusted = source.entriesOf("anchor").filter((seq) => {
    const body = source.body(seq);
    return body?.kind === "anchor" && body.type === "rfc3161";
  });
  const found: Stretch[] = [];
  for (const from of source.entriesOf("clock.anomaly")) {
    const last = found.at(-1);
    if (last !== undefined && (last.to === null || last.to > from)) continue;
    found.push({ from, to: trusted.find((seq) => seq > from) ?? null });
  }
  known.set(source.key, { size, stretches: found });
  return found;
}

/** Whether the time of an entry is doubted. */
export function isClockSuspect(source: AuditSource, seq: number): boolean {
  return stretches(source).some(({ from, to }) => seq > from && (to === null || seq < to));
}

/** The entry after which times are doubted now; null where they are not. */
export function clockSuspectFrom(source: AuditSource): number | null {
  const last = stretches(source).at(-1);
  return last?.to === null ? last.from : null;
}
