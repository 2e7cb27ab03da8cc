import { useKeys } from "../../state/keys";
import type { DiffPair } from "./interdiff-pair";

/** `i`: the file in hand whole, or what changed in it since it was read. Bound where some file of the diff has the choice. */
export function usePairKeys(pair: DiffPair | null, path: string | undefined, say: (message: string) => void): void {
  const onWhole = pair?.onWhole ?? null;
  useKeys(
    "diff-pair",
    onWhole === null
      ? []
      : [
          {
            key: "i",
            label: "The file whole, or what changed since you read it",
            group: "Diff",
            run: () => {
              const since = pair?.files.get(path ?? "")?.since ?? null;
              if (since === null || path === undefined) say("This file was not read in an earlier version.");
              else onWhole(path, since === "shown");
            },
          },
        ],
  );
}
