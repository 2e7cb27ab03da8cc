import type {
  AnchorFinding,
  AnchorList,
  AnchorRow,
  AnchorSettings,
  WaitingAnchor,
} from "../../shared/contract/anchors";
import type { AnchorType } from "../../shared/model/anchor";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { unknownKindsSentence } from "../../shared/review/unknown-kinds";
import { checkpointTrailer } from "../anchors/checkpoint-trailer";
import { checkAuthority } from "../anchors/authority";
import { exportReceipt, type ExportReceipt } from "../anchors/export-receipt";
import { mostReceiptBytes, type AnchorKind, type Head, type Means } from "../anchors/port";
import { parseRemote } from "../anchors/remote";
import { readRoots } from "../anchors/time-stamp-signature";
import { rootOf } from "../audit/tree";
import { writeSetting } from "../store/reviewer";
import { anchoredState, anchorSettingNames, anchorSettings, recordedAnchors, waitingAnchors } from "../views/anchors";
import type { Core } from "../views/core";
import { logState } from "../views/log-state";
import { bundleFiles } from "./bundle-files";
import { tellWork } from "./tell-work";

/** Waits before an anchor is tried again, the last one for good. */
const againMs = [60_000, 5 * 60_000, 15 * 60_000, 60 * 60_000] as const;
const mostDetail = 1000;
const mostBundleFile = 64 * 1024 * 1024;

function kindOf(core: Core, type: AnchorType): AnchorKind | undefined {
  return core.plugins.anchors.find((kind) => kind.type === type);
}

/** What anchors are made and read back with; ended by `cancelled`. */
async function withMeans<T>(core: Core, cancelled: () => boolean, work: (means: Means) => Promise<T>): Promise<T> {
  const { ledger, platform } = core;
  const ended = new AbortController();
  const watch = setInterval(() => {
    if (cancelled()) ended.abort();
  }, 100);
  const keys = ledger.keys().log;
  try {
    return await work({
      home: core.home,
      env: platform.env,
      version: core.version,
      settings: anchorSettings(core),
      now: platform.clock.now(),
      signal: ended.signal,
      bundleAt,
      log: {
        origin: ledger.origin() ?? "",
        size: ledger.size(),
        vkeys: keys.map(({ vkey }) => vkey),
        keys: keys.map(({ key }) => key),
        rootAt: (size) => (size > ledger.size() ? null : rootOf(ledger.nodes, size).toString("hex")),
        noteAt: (size) => ledger.checkpointAt(size),
      },
    });
  } finally {
    clearInterval(watch);
  }
}

function bundleAt(place: string, names: readonly string[]): (Uint8Array | null)[] | null {
  const files = bundleFiles(place);
  if (!files.ok) return null;
  const bundle = files.value;
  try {
    return names.map((name) => {
      const size = bundle.sizes.get(name);
      return size === undefined || size > mostBundleFile ? null : bundle.read(name, 0, size);
    });
  } catch {
    return null;
  } finally {
    bundle.close();
  }
}

/** The newest signed head; a problem where there is none, or where the log does not hold. */
function headOf(core: Core): Result<Head> {
  const newest = core.ledger.checkpoint();
  const origin = core.ledger.origin();
  if (newest === null || origin === null)
    return err({
      code: "nothing-to-anchor",
      message: "The log has no signed checkpoint yet.",
      remedy: "The first decision, or the next thing that is recorded, makes one.",
    });
  const state = logState(core);
  const unknown = unknownKindsSentence(state.unknown);
  if (!state.verified)
    return err({
      code: "log-closed",
      message: `Nothing is anchored: ${state.problem ?? unknown ?? "not every entry was checked yet."}`,
      remedy:
        unknown !== null
          ? "Anchor it with the Countersign that wrote it."
          : state.problem === null
            ? "Wait for the check of the log, or run countersign audit verify."
            : "An anchor would vouch for it. Open the audit screen.",
    });
  const root = rootOf(core.ledger.nodes, newest.size).toString("hex");
  return ok({ origin, size: newest.size, root, note: newest.note });
}

const underWay = new WeakMap<Core, Map<AnchorType, Promise<Result<AnchorRow>>>>();

/**
 * Anchors the newest checkpoint and records the receipt. Nothing else waits for it. Where nothing is reached it is remembered
 * and tried again. Who asks while it goes on gets the same anchor. Codes: those of the kind, "nothing-to-anchor", "log-closed".
 */
export function makeAnchor(core: Core, type: AnchorType, cancelled: () => boolean): Promise<Result<AnchorRow>> {
  const running = underWay.get(core) ?? new Map<AnchorType, Promise<Result<AnchorRow>>>();
  underWay.set(core, running);
  const known = running.get(type);
  if (known !== undefined) return known;
  const name = kindOf(core, type)?.name ?? type;
  const made = tellWork(core, "Anchoring the log", name.toLowerCase(), () => makeOne(core, type, cancelled)).finally(
    () => {
      running.delete(type);
    },
  );
  running.set(type, made);
  return made;
}

async function makeOne(core: Core, type: AnchorType, cancelled: () => boolean): Promise<Result<AnchorRow>> {
  const make = kindOf(core, type)?.make ?? null;
  if (make === null)
    return err({ code: "not-made-by-hand", message: "Such an anchor is not made by itself: it comes of other work." });
  const head = headOf(core);
  if (!head.ok) return head;
  const receipt = await withMeans(core, cancelled, (means) => make(head.value, means));
  if (cancelled()) return err({ code: "cancelled", message: "Anchoring was stopped.", remedy: "Anchor it again." });
  if (!receipt.ok) {
    if (receipt.error.code !== "not-configured") wait(core, type, receipt.error);
    return receipt;
  }
  const { bytes, detail } = receipt.value;
  return record(core, { type, size: head.value.size, root: head.value.root, bytes, detail });
}

interface Received {
  readonly type: AnchorType;
  readonly size: number;
  readonly root: string;
  readonly bytes: Uint8Array;
  readonly detail: string;
}

function record(core: Core, { type, size, root, bytes, detail }: Received): Result<AnchorRow> {
  if (bytes.length > mostReceiptBytes)
    return err({
      code: "receipt-too-large",
      message: `The receipt has ${String(bytes.length)} bytes, over the limit of ${String(mostReceiptBytes)}.`,
      remedy: "Nothing was recorded.",
    });
  const said = detail.replace(/\p{C}/gu, " ").slice(0, mostDetail).toWellFormed();
  const receipt = Buffer.from(bytes).toString("base64");
  const written = core.ledger.append([{ kind: "anchor", type, size, root, receipt, detail: said }]);
  if (!written.ok) return written;
  saveWaiting(
    core,
    waitingAnchors(core).filter((one) => one.type !== type),
  );
  core.publish("changed", { scopes: ["audit", "settings"] });
  const [appended] = written.value.slice(-1);
  if (appended === undefined) throw new Error("an entry was appended and is not told");
  const { seq, recordedAt } = appended;
  return ok({ seq, recordedAt, type, size, root, detail: said, receiptBytes: bytes.length });
}

/** Records that a bundle with the checkpoint of `size` left the data folder. In: where it was written, and its digest. */
export function anchorByExport(core: Core, bundle: ExportReceipt & { readonly size: number }): Result<AnchorRow> {
  const root = rootOf(core.ledger.nodes, bundle.size).toString("hex");
  const bytes = exportReceipt(bundle);
  return record(core, { type: "export", size: bundle.size, root, bytes, detail: `Bundle written to ${bundle.path}` });
}

function saveWaiting(core: Core, waiting: readonly WaitingAnchor[]): void {
  writeSetting(core.record, anchorSettingNames.waiting, JSON.stringify(waiting));
}

function wait(core: Core, type: AnchorType, problem: Problem): void {
  const now = core.platform.clock.now();
  const all = waitingAnchors(core);
  const before = all.find((one) => one.type === type);
  const tries = (before?.tries ?? 0) + 1;
  const again = againMs[Math.min(tries, againMs.length) - 1] ?? againMs[0];
  saveWaiting(core, [
    ...all.filter((one) => one.type !== type),
    {
      type,
      since: before?.since ?? now.toISOString(),
      tries,
      nextAt: new Date(now.getTime() + again).toISOString(),
      problem: problem.message.slice(0, mostDetail),
    },
  ]);
  core.publish("changed", { scopes: ["settings"] });
}

/** Changes settings of anchors; what they name is held to its form before it is kept. Out: all of them. */
export function changeAnchorSettings(
  core: Core,
  changes: { readonly [K in keyof AnchorSettings]?: AnchorSettings[K] | undefined },
): Result<AnchorSettings> {
  if (changes.git !== undefined && changes.git !== null) {
    const remote = parseRemote(changes.git.remote);
    if (!remote.ok) return remote;
  }
  if (changes.time !== undefined && changes.time !== null) {
    const url = checkAuthority(changes.time.url, changes.time.root !== null);
    if (!url.ok) return url;
    const roots = changes.time.root === null ? ok([]) : readRoots(changes.time.root);
    if (!roots.ok) return roots;
  }
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0) return ok(anchorSettings(core));
  writeSetting(core.record, anchorSettingNames.settings, JSON.stringify({ ...anchorSettings(core), ...given }));
  const settings = anchorSettings(core);
  saveWaiting(
    core,
    waitingAnchors(core).filter(({ type }) => (type === "git" ? settings.git : settings.time) !== null),
  );
  core.publish("changed", { scopes: ["settings"] });
  return ok(settings);
}

/** The anchors of the log, what waits, and the newest checkpoint in one line. */
export function listAnchors(core: Core): AnchorList {
  const newest = core.ledger.checkpoint();
  return {
    anchored: anchoredState(core),
    anchors: recordedAnchors(core)
      .map(({ seq, recordedAt, type, size, root, detail, receiptBytes }) => ({
        ...{ seq, recordedAt, type, size, root, detail, receiptBytes },
      }))
      .reverse(),
    waiting: [...waitingAnchors(core)],
    trailer: newest === null ? null : checkpointTrailer(newest.note),
  };
}

/** Reads every anchor back and holds the log against it; nothing of the log is written. */
export async function checkAnchors(
  core: Core,
  cancelled: () => boolean,
): Promise<Result<{ checkedAt: string; findings: AnchorFinding[] }>> {
  if (core.ledger.origin() === null) return ok({ checkedAt: core.platform.clock.now().toISOString(), findings: [] });
  return tellWork(core, "Reading anchors back", "holding the log against them", async (tell) => {
    const findings: AnchorFinding[] = [];
    const kinds = core.plugins.anchors;
    for (const [at, kind] of kinds.entries()) {
      tell(at, kinds.length, "kinds");
      const kept = recordedAnchors(core).filter(({ type }) => type === kind.type);
      const found = await withMeans(core, cancelled, (means) => kind.check(kept, means));
      findings.push(...found.map((one) => ({ ...one, type: kind.type })));
    }
    return ok({ checkedAt: core.platform.clock.now().toISOString(), findings });
  });
}
