import { useCallback, useMemo, useState } from "react";
import type { Output } from "../../../shared/contract/api";
import { foldReason, foldSentence } from "../../../shared/diff/fold-reason";
import type { PatchRows } from "../../../shared/diff/rows";
import type { Finding } from "../../../shared/model/finding";
import { useQuery } from "../../bridge/use-query";
import { formatBytes, formatPlural } from "../../ui/format";

/** A file whose part of the patch is larger is withheld until it is asked for, in UTF-16 units. */
const WITHHELD_FILE = 8_000_000;

export interface Folds {
  readonly folded: ReadonlySet<number>;
  /** Why a file is folded that nobody folded by hand, in a sentence. */
  readonly reasons: ReadonlyMap<number, string>;
  readonly fold: (file: number, folded: boolean) => void;
}

const noFiles: Output<"diff.attributes">["files"] = [];
const reasonWords = { generated: "generated", vendored: "vendored", "no-diff": "no-diff" } as const;

/**
 * Which files are folded under their header: those nobody writes by hand, and those too large, until they are opened; and those
 * that the reader folds. A file with a finding on a line that is more than a note, or with hidden characters, is never folded by itself.
 */
export function useFolds(
  attemptId: string,
  text: string,
  rows: PatchRows,
  findingsOf: ReadonlyMap<number, readonly Finding[]>,
): Folds {
  const [wishes, setWishes] = useState<ReadonlyMap<number, boolean>>(new Map());
  const asked = useQuery("diff.attributes", { attemptId });
  const attributes = asked.value?.files ?? noFiles;
  const own = useMemo(() => rows.files.map((file) => foldReason(text, rows, file)), [text, rows]);
  const reasons = useMemo(() => {
    const byPath = new Map(attributes.map((each) => [each.path, each]));
    const found = new Map<number, string>();
    rows.files.forEach((file, index) => {
      const part = file.end - file.start;
      if (part > WITHHELD_FILE) {
        const lines = formatPlural(file.added + file.removed, "line");
        found.set(index, `${lines}, ${formatBytes(part)}: not shown to keep this fast.`);
        return;
      }
      if (file.hunks === 0 || file.hiddenCharacters > 0) return;
      // What is found of the file as a whole is said under its header, folded or not.
      if ((findingsOf.get(index) ?? []).some(({ severity, line }) => severity !== "note" && line !== null)) return;
      const said = byPath.get(file.path);
      const reason =
        said === undefined
          ? (own[index] ?? null)
          : { kind: reasonWords[said.reason], rule: `by .gitattributes of the base, ${said.pattern}` };
      if (reason !== null) found.set(index, foldSentence(reason));
    });
    return found;
  }, [rows, own, attributes, findingsOf]);
  const folded = useMemo(() => {
    const all = new Set(reasons.keys());
    for (const [file, wish] of wishes) {
      if (wish) all.add(file);
      else all.delete(file);
    }
    return all;
  }, [reasons, wishes]);
  const fold = useCallback((file: number, wish: boolean) => {
    setWishes((before) => new Map(before).set(file, wish));
  }, []);
  return { folded, reasons, fold };
}
