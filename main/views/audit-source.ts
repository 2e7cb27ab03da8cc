import type { AuditBody, AuditEntry } from "../../shared/model/audit-entry";
import { err, ok, type Result } from "../../shared/result";
import type { LogReading } from "../audit/bundle/log-reading";
import type { RecordedDecision } from "../audit/log-reader";
import type { Core } from "./core";

/** An entry of a log, or of a bundle that may withhold it. */
export type SourceEntry =
  | { readonly withheld: false; readonly entry: AuditEntry; readonly canonical: string }
  | { readonly withheld: true; readonly leafHash: string };

/** A log as the audit views read it: the own one, or a bundle that was opened. */
export interface AuditSource {
  /** What is kept of it between two questions hangs on this. */
  readonly key: object;
  readonly own: boolean;
  /** First entry there is. */
  readonly from: number;
  readonly log: LogReading;
  /** One entry; null where there is none. Damage is an error. */
  read(seq: number): Result<SourceEntry | null>;
  /** Places of the entries of a kind, in order. */
  entriesOf(kind: "anchor" | "clock.anomaly" | "blob.erased"): readonly number[];
  body(seq: number): AuditBody | null;
  /** A decision with what was typed, where that is there; null where the entry is none. */
  decision(seq: number): RecordedDecision | null;
  /** Lets go of its file. */
  close(): void;
}

/** Bundles that are open in this process, by id. */
const opened = new WeakMap<Core, Map<string, AuditSource>>();

/** Keeps a bundle that was opened until it is closed. */
export function keepBundle(core: Core, id: string, source: AuditSource): void {
  const bundles = opened.get(core) ?? new Map<string, AuditSource>();
  opened.set(core, bundles);
  bundles.set(id, source);
}

/** Forgets a bundle. Out: it, or null where none of that id is open. */
export function forgetBundle(core: Core, id: string): AuditSource | null {
  const source = opened.get(core)?.get(id) ?? null;
  opened.get(core)?.delete(id);
  return source;
}

/** Ids of the bundles that are open, oldest first. */
export function openBundles(core: Core): readonly string[] {
  return [...(opened.get(core)?.keys() ?? [])];
}

function ownSource(core: Core): AuditSource {
  const { ledger } = core;
  return {
    key: core,
    own: true,
    from: 0,
    log: ledger,
    read: (seq) => {
      const read = ledger.read(seq);
      if (!read.ok) return read;
      return ok(read.value === null ? null : { withheld: false, ...read.value });
    },
    entriesOf: (kind) => ledger.entriesOf(kind),
    body: (seq) => ledger.body(seq),
    decision: (seq) => ledger.decision(seq),
    close: () => undefined,
  };
}

/** The log that is asked: the own one, or a bundle by its id. */
export function auditSource(core: Core, bundle: string | undefined): Result<AuditSource> {
  if (bundle === undefined) return ok(ownSource(core));
  const found = opened.get(core)?.get(bundle);
  return found === undefined
    ? err({ code: "bundle-closed", message: "This bundle is no longer open.", remedy: "Open it again." })
    : ok(found);
}
