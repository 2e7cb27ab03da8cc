import { MoveDownLeft, MoveUpRight } from "lucide-react";
import { SafeText } from "../../ui/SafeText";
import type { LineContext } from "./line-context";

/** At the first line of a block that moved: where from or where to, and the way there. */
export function MoveTag({ context, row }: { readonly context: LineContext; readonly row: number }) {
  const note = context.moveOf(row);
  if (note === null) return null;
  const Sign = note.from ? MoveDownLeft : MoveUpRight;
  return (
    <button
      type="button"
      className="diff-move"
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation();
        context.onJump(note.to);
      }}
    >
      <Sign size={11} aria-hidden="true" />
      <SafeText code text={note.text} />
    </button>
  );
}
