import { useMemo, useState } from "react";
import type { Output } from "../../../shared/contract/api";
import { useQuery } from "../../bridge/use-query";
import { useKeys } from "../../state/keys";
import { replace, type RouteOf } from "../../state/route";
import { formatClock, formatPlural } from "../../ui/format";
import { sincePatch, type DiffPair } from "./interdiff-pair";

export interface Since {
  /** False while it is not known which files were read in an earlier version. */
  readonly ready: boolean;
  /** The patch to show: files that were read in an earlier version stand as what changed since. */
  readonly patch: string | null;
  readonly pair: DiffPair | null;
  /** Names what is shown, so that another choice is drawn anew. */
  readonly key: string;
  /** The diff with what was read and is no longer changed said in its note; null before there is one. */
  readonly diff: Output<"diff.get"> | null;
}

/** What of an attempt's patch was read in an earlier version: asked once, so that marking a file does not take it away. */
export function useSince(route: RouteOf<"diff">, diff: Output<"diff.get"> | undefined): Since {
  const { attemptId } = route;
  const asked = useQuery("interdiff.sinceRead", { attemptId });
  const [whole, setWhole] = useState<ReadonlySet<string>>(new Set());
  const [now] = useState(() => Date.now());
  const since = asked.value;
  const patch = diff?.patch ?? null;
  const fits = since !== undefined && since.files.length > 0 && since.patch === diff?.digest;
  const shown = useMemo(
    () => (fits && patch !== null ? sincePatch(patch, since, (path) => whole.has(path), now) : null),
    [fits, patch, since, whole, now],
  );
  const pair = useMemo(
    (): DiffPair | null =>
      shown === null
        ? null
        : {
            route: route.since === undefined ? {} : { since: route.since },
            files: shown.files,
            findings: null,
            removedOf: null,
            readable: true,
            places: shown.places,
            onWhole: (path, asWhole) => {
              setWhole((before) => {
                const next = new Set(before);
                if (asWhole) next.add(path);
                else next.delete(path);
                return next;
              });
              // The rows are read anew: the reader stays at the file.
              replace({ ...route, at: { path } });
            },
          },
    [shown, route],
  );
  const files = fits ? since.files.map(({ path }) => path) : [];
  const allWhole = files.length > 0 && files.every((path) => whole.has(path));
  useKeys(
    "diff-since",
    files.length === 0
      ? []
      : [
          {
            key: "Shift+i",
            label: allWhole ? "All files as they changed since you read them" : "All files whole",
            group: "Diff",
            run: () => setWhole(new Set(allWhole ? [] : files)),
          },
        ],
  );
  const gone = goneSentence(since?.gone ?? []);
  return {
    ready: since !== undefined || asked.problem !== undefined,
    patch: shown?.text ?? patch,
    pair,
    key: JSON.stringify([...whole].sort()),
    diff: diff === undefined ? null : { ...diff, note: joined(diff.note, gone) },
  };
}

function joined(note: string | null, more: string | null): string | null {
  return note === null || more === null ? (note ?? more) : `${note} ${more}`;
}

function goneSentence(gone: Output<"interdiff.sinceRead">["gone"]): string | null {
  const [first] = gone;
  if (first === undefined) return null;
  const more = gone.length === 1 ? "" : ` and ${formatPlural(gone.length - 1, "more file")}`;
  return `You read ${first.path}${more} ${formatClock(first.readAt)}; this attempt no longer changes ${gone.length === 1 ? "it" : "them"}.`;
}
