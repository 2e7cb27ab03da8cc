import { formatCount } from "../ui/format";
import "./marks.css";

const width = 40;

/** Added and removed lines, "+129 −7", and their share as a bar where `bar` is set. */
export function ChangeBar({
  added,
  removed,
  bar = true,
}: {
  readonly added: number;
  readonly removed: number;
  readonly bar?: boolean | undefined;
}) {
  const total = added + removed;
  const small = total === 0 ? 0 : Math.max(removed > 0 ? 3 : 0, Math.round((removed / total) * width));
  const removedWidth = Math.min(small, added > 0 ? width - 3 : width);
  const addedWidth = total === 0 ? 0 : width - removedWidth;
  return (
    <span className="change-bar">
      <ChangeNumbers added={added} removed={removed} />
      {bar && total > 0 ? (
        <span className="change-bar-line" aria-hidden="true">
          {addedWidth > 0 ? <span className="change-bar-added" style={{ width: addedWidth }} /> : null}
          {removedWidth > 0 ? <span className="change-bar-removed" style={{ width: removedWidth }} /> : null}
        </span>
      ) : null}
    </span>
  );
}

/** "+129 −7", the sign and the word carrying what the colour says. */
export function ChangeNumbers({ added, removed }: { readonly added: number; readonly removed: number }) {
  return (
    <span
      className="change-numbers"
      role="img"
      aria-label={`${formatCount(added)} lines added, ${formatCount(removed)} removed`}
    >
      <span className="green" aria-hidden="true">{`+${formatCount(added)}`}</span>
      <span className="red" aria-hidden="true">{`−${formatCount(removed)}`}</span>
    </span>
  );
}
