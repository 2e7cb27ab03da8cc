import { useCallback, useState } from "react";
import { changeDiffView, useDiffView } from "../../state/diff-view";
import { useKeys } from "../../state/keys";
import { likelyWidth } from "./use-pane-size";

/** Width of the pane from which two sides have room. Pixels. */
const SPLIT_FROM = 1000;

/** Whether the diff is drawn side by side: as the reader chose, else by the width of its pane; `|` changes it. */
export function useSplit(): {
  readonly split: boolean;
  readonly setSplit: (split: boolean) => void;
  readonly onWidth: (width: number) => void;
} {
  const { layout } = useDiffView();
  const [wide, setWide] = useState(() => likelyWidth() >= SPLIT_FROM);
  const split = layout === "auto" ? wide : layout === "split";
  const setSplit = (next: boolean): void => {
    changeDiffView({ layout: next ? "split" : "unified" });
  };
  const onWidth = useCallback((width: number) => {
    setWide(width >= SPLIT_FROM);
  }, []);
  useKeys("diff", [
    {
      key: "|",
      label: split ? "Unified layout" : "Split layout",
      group: "Diff",
      bar: true,
      run: () => setSplit(!split),
    },
  ]);
  return { split, setSplit, onWidth };
}
