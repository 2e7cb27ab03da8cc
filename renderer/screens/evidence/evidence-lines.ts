import type { EvidenceSlot } from "../../../shared/contract/review";
import type { Attempt } from "../../../shared/model/attempt";
import type { EvidenceKind } from "../../../shared/model/contract";
import type { Evidence } from "../../../shared/model/evidence";
import { evidenceNames } from "../../../shared/review/evidence-names";
import { isOld } from "../../parts/evidence-words";
import type { RouteAt } from "../../state/route";
import { formatDigest } from "../../ui/format";

/** A line of the list: a kind, or an item of it. */
export type EvidenceLine =
  | {
      readonly type: "kind";
      readonly kind: EvidenceKind;
      readonly count: number;
      /** The contract asks for this kind. */
      readonly asked: boolean;
    }
  | { readonly type: "item"; readonly item: Evidence };

const slotKinds: Readonly<Record<EvidenceSlot["slot"], EvidenceKind>> = {
  T: "tests",
  B: "build",
  S: "static-analysis",
  C: "coverage",
};
/** The kind of evidence a slot stands for. */
export function slotKind(slot: EvidenceSlot): EvidenceKind {
  return slotKinds[slot.slot];
}

/** The kinds of the slots come first and are listed even where nothing is there: a missing one is a fact. */
const alwaysListed: ReadonlySet<EvidenceKind> = new Set(Object.values(slotKinds));
const kindOrder: readonly EvidenceKind[] = [
  "tests",
  "build",
  "static-analysis",
  "coverage",
  "check-run",
  "attestation",
  "sbom",
  "log",
  "screenshot",
];
const treeOrder: Readonly<Record<Evidence["tree"], number>> = { match: 0, unknown: 1, mismatch: 2, stale: 2 };
const resultOrder: Readonly<Record<Evidence["result"], number>> = { failed: 0, unknown: 1, passed: 2 };

function compare(a: Evidence, b: Evidence): number {
  return (
    treeOrder[a.tree] - treeOrder[b.tree] ||
    resultOrder[a.result] - resultOrder[b.result] ||
    (b.producedAt === null ? 0 : Date.parse(b.producedAt)) - (a.producedAt === null ? 0 : Date.parse(a.producedAt))
  );
}

/**
 * The list of an attempt's evidence: by kind, the slots' kinds first, and within one what speaks of the attempt's own tree first,
 * failures before passes, newest first. In: the items, and the kinds the contract asks for.
 */
export function evidenceLines(items: readonly Evidence[], asked: readonly EvidenceKind[]): EvidenceLine[] {
  return kindOrder.flatMap((kind): EvidenceLine[] => {
    const own = items.filter((item) => item.kind === kind).sort(compare);
    const wanted = asked.includes(kind);
    if (own.length === 0 && !wanted && !alwaysListed.has(kind)) return [];
    return [
      { type: "kind", kind, count: own.length, asked: wanted },
      ...own.map((item) => ({ type: "item", item }) as const),
    ];
  });
}

/** The item a slot is a door to: the first of its kind with the slot's own standing, result and staleness, or null. */
export function itemOfSlot(lines: readonly EvidenceLine[], slot: EvidenceSlot): string | null {
  const found = lines.find(
    (line) =>
      line.type === "item" &&
      line.item.kind === slotKind(slot) &&
      line.item.standing === slot.standing &&
      line.item.result === slot.result &&
      isOld(line.item) === slot.stale,
  );
  return found?.type === "item" ? found.item.id : null;
}

/** The item to begin at: the one the route names by file or event, otherwise the first. Null in an empty list. */
export function startItem(lines: readonly EvidenceLine[], at: RouteAt | undefined): string | null {
  const items = lines.flatMap((line) => (line.type === "item" ? [line.item] : []));
  const named = items.find(
    (item) =>
      (at?.path !== undefined && item.file?.path === at.path) ||
      (at?.seq !== undefined && item.event?.seq === at.seq && item.event.sessionId === at.sessionId),
  );
  return (named ?? items[0])?.id ?? null;
}

/** Index of the next line after `from` that is an item (and failed, where asked), or -1. A search for failures goes round. */
export function nextItem(lines: readonly EvidenceLine[], from: number, step: 1 | -1, failedOnly = false): number {
  for (let walked = 1; walked <= lines.length; walked += 1) {
    const raw = from + step * walked;
    const index = failedOnly ? ((raw % lines.length) + lines.length) % lines.length : raw;
    const line = lines[index];
    if (line === undefined) return -1;
    if (line.type === "item" && (!failedOnly || line.item.result === "failed")) return index;
  }
  return -1;
}

const treeWords: Readonly<Record<Evidence["tree"], string>> = {
  match: "this tree",
  stale: "older tree",
  mismatch: "other tree",
  unknown: "tree not known",
};

/** Which tree an item speaks of, in a word or two. In: the item, and the commit the attempt began with. */
export function treeWord(item: Evidence, base: string | null): string {
  return isOnBase(item, base) ? "the base" : treeWords[item.tree];
}

/** Which tree an item speaks of, and how that is known. In: the item, and the attempt whose head it is held against. */
export function treeSentence(item: Evidence, attempt: Pick<Attempt, "base" | "head">): string {
  const made = madeOnWords(item);
  const head = attempt.head === null ? "a head that is not known" : `head ${formatDigest(attempt.head)}`;
  switch (item.tree) {
    case "match":
      return item.event === null
        ? `Made on the tree the attempt ends with: ${made}, ${head}.`
        : "Made after the final recorded edit of the attempt.";
    case "stale":
      return "Made before the final edit: it saw older files than the attempt ends with.";
    case "mismatch":
      return isOnBase(item, attempt.base)
        ? `Made on the base, ${formatDigest(attempt.base ?? "")}, not on ${head}: it shows what was so before.`
        : `Made on another tree than the attempt ends with: ${made}, not ${head}.`;
    case "unknown":
      if (item.event !== null) return "No edit is recorded, so the order of events says nothing of the tree.";
      return item.madeOn === undefined
        ? `The tree is not stated, so it cannot be held against ${head}.`
        : `Made on ${made}; the attempt's own tree is not stated, so they cannot be held against each other.`;
  }
}

function madeOnWords({ madeOn }: Evidence): string {
  if (madeOn === undefined) return "tree not stated";
  const [commit] = madeOn.commits;
  if (madeOn.tree !== null) return `tree ${formatDigest(madeOn.tree)}`;
  return commit === undefined ? "tree not stated" : `commit ${formatDigest(commit)}`;
}

/** Whether an item says that it was made on the commit the attempt began with. */
export function isOnBase({ madeOn }: Evidence, base: string | null): boolean {
  if (madeOn === undefined || base === null) return false;
  return [madeOn.tree, ...madeOn.commits].some((each) => each !== null && each.length >= 7 && base.startsWith(each));
}

/** What would make an item more solid than it is. */
export function raisedBy(item: Evidence): string {
  switch (item.standing) {
    case "claimed":
      return "A pack that names the command and its exit code would make it observed, a signature you trust attested.";
    case "observed":
      return item.file === null
        ? "A signed report of the same check would make it attested."
        : "A signature over it by a key you trust would make it attested.";
    case "attested":
      return "Running the check again here would make it re-run.";
    case "re-run":
      return "";
  }
}

/** What makes an item as solid as its standing says. */
export function standingSentence(item: Evidence): string {
  switch (item.standing) {
    case "claimed":
      return "Only stated: no report or exit code of a named command shows it.";
    case "observed":
      return item.event === null
        ? "A report or exit code of the named command shows it."
        : "A tool result in the transcript shows it.";
    case "attested":
      return "A verified signature shows it.";
    case "re-run":
      return "Countersign ran it.";
  }
}

/** A list line as a sentence, for readers. In: also the commit the attempt began with. */
export function lineSentence(line: EvidenceLine, base: string | null): string {
  if (line.type === "kind") return line.count === 0 ? `${evidenceNames[line.kind]} missing` : evidenceNames[line.kind];
  const { item } = line;
  return [item.result, item.producer, item.headline, item.standing, treeWord(item, base)].join(", ");
}
