import { ChevronsUpDown, ChevronDown, ChevronUp, FunctionSquare } from "lucide-react";
import { formatCount, formatPlural } from "../../ui/format";
import type { LineContext } from "./line-context";
import { CONTEXT_STEP, type Expansion } from "./use-context-lines";

/** What a hunk header leaves out above it, and the ways to show it. */
export function HunkGap({ row, context }: { readonly row: number; readonly context: LineContext }) {
  const offer = context.offer(row);
  if (offer === null) return null;
  const { lines, joined, why } = offer;
  if (why !== null) {
    return (
      <span className="diff-gap" title={`Context not kept here: ${why}`}>
        context not kept here
      </span>
    );
  }
  const step = Math.min(CONTEXT_STEP, lines ?? CONTEXT_STEP);
  const ways: readonly { how: Expansion; icon: typeof ChevronUp; name: string }[] = [
    ...(joined
      ? [{ how: "below" as const, icon: ChevronDown, name: `Show ${formatCount(step)} lines below the hunk above` }]
      : []),
    { how: "above", icon: ChevronUp, name: `Show ${formatPlural(step, "line")} above this hunk` },
    { how: "function", icon: FunctionSquare, name: "Show the whole function" },
    { how: "all", icon: ChevronsUpDown, name: "Show the whole file" },
  ];
  return (
    <span className="diff-gap">
      <span className="diff-gap-count">{lines === null ? "" : `${formatPlural(lines, "line")} above`}</span>
      {ways.map(({ how, icon: Sign, name }) => (
        <button
          key={how}
          type="button"
          className="diff-gap-way focus-inset"
          aria-label={name}
          title={name}
          tabIndex={-1}
          onClick={() => {
            // Lines below the hunk above are asked for from its own last row.
            context.onExpand(how === "below" ? row - 1 : row, how);
          }}
        >
          <Sign size={13} strokeWidth={1.6} aria-hidden="true" />
        </button>
      ))}
    </span>
  );
}
