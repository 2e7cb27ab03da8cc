import {
  anchorSettingsSchema,
  waitingAnchorsSchema,
  type AnchorRow,
  type AnchorSettings,
  type WaitingAnchor,
} from "../../shared/contract/anchors";
import type { Anchored } from "../../shared/model/anchor";
import { readSettings } from "../store/reviewer";
import type { Core } from "./core";

/** An anchor as the log tells of it, with what its maker gave for it. */
export interface RecordedAnchor extends AnchorRow {
  readonly receipt: Uint8Array;
}

const hourMs = 3_600_000;
/** The log only grows: what was found of it once is kept. */
const known = new WeakMap<Core, { size: number; readonly found: RecordedAnchor[] }>();

/** Every anchor of the log, oldest first. */
export function recordedAnchors(core: Core): readonly RecordedAnchor[] {
  const size = core.ledger.size();
  let last = known.get(core);
  if (last === undefined || last.size > size) known.set(core, (last = { size: 0, found: [] }));
  if (last.size < size) {
    for (const seq of core.ledger.entriesOf("anchor")) if (seq >= last.size) last.found.push(...anchorAt(core, seq));
    last.size = size;
  }
  return last.found;
}

function anchorAt(core: Core, seq: number): RecordedAnchor[] {
  const body = core.ledger.body(seq);
  if (body?.kind !== "anchor") return [];
  const { recordedAt, type, size, root, detail } = body;
  const receipt = Buffer.from(body.receipt, "base64");
  return [{ seq, recordedAt, type, size, root, detail, receipt, receiptBytes: receipt.length }];
}

/** How much of the log is anchored, and whether what is not has waited for long enough. */
export function anchoredState(core: Core): Anchored {
  const anchors = recordedAnchors(core);
  const newest = anchors.reduce<RecordedAnchor | null>(
    (best, one) => (best === null || one.size >= best.size ? one : best),
    null,
  );
  const size = newest?.size ?? 0;
  const { count: notAnchored, first } = core.ledger.decisionsFrom(size);
  const oldest = first === null ? null : core.ledger.body(first);
  const { everyDecisions, everyHours } = anchorSettings(core);
  const now = core.platform.clock.now().getTime();
  return {
    size,
    at: newest?.recordedAt ?? null,
    notAnchored,
    due:
      notAnchored >= everyDecisions || (oldest !== null && now - Date.parse(oldest.recordedAt) >= everyHours * hourMs),
  };
}

/** Names under which settings and what waits are kept beside the other settings. */
export const anchorSettingNames = { settings: "anchors", waiting: "anchorsWaiting" } as const;

const before: AnchorSettings = { git: null, time: null, everyDecisions: 50, everyHours: 24 };

/** Settings of anchors as they stand; a stored part that no longer fits falls back to what it was before anyone chose. */
export function anchorSettings(core: Pick<Core, "record">): AnchorSettings {
  const stored = storedJson(core, anchorSettingNames.settings);
  const settings: Record<string, unknown> = { ...before };
  if (typeof stored === "object" && stored !== null)
    for (const [name, schema] of Object.entries(anchorSettingsSchema.shape)) {
      const part = schema.safeParse(Object.getOwnPropertyDescriptor(stored, name)?.value);
      if (part.success) settings[name] = part.data;
    }
  return anchorSettingsSchema.parse(settings);
}

/** Anchors that could not be made and are tried again. */
export function waitingAnchors(core: Pick<Core, "record">): readonly WaitingAnchor[] {
  const stored = waitingAnchorsSchema.safeParse(storedJson(core, anchorSettingNames.waiting) ?? []);
  return stored.success ? stored.data : [];
}

function storedJson(core: Pick<Core, "record">, name: string): unknown {
  const text = readSettings(core.record).get(name);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
