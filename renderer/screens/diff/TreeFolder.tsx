import { ChevronDown, ChevronRight } from "lucide-react";
import { formatCount } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Tick } from "./Tick";
import { FOLDED, type TreeItem } from "./tree-items";

export interface TreeFolderProps {
  readonly place: number;
  readonly style: { readonly height: number; readonly transform: string };
  readonly item: Extract<TreeItem, { kind: "folder" }>;
  readonly focused: boolean;
  /** How many of its files are read. */
  readonly read: number;
  /** Its files that can be marked. */
  readonly markable: readonly number[];
  readonly onClosed: (closed: boolean) => void;
  readonly onRead: (index: number, read: boolean) => void;
}

/** The heading of a folder: opens and closes it, and marks all of its files. */
export function TreeFolder({ place, style, item, focused, read, markable, onClosed, onRead }: TreeFolderProps) {
  const name = item.folder === FOLDED ? "Folded" : item.folder === "" ? "top folder" : item.folder;
  const all = markable.length;
  return (
    <div className="diff-tree-file diff-tree-folder" style={style} data-place={place}>
      {all === 0 ? null : (
        <Tick
          read={read >= all ? true : read === 0 ? false : "half"}
          label={`Read all of ${name}`}
          reachable={focused}
          onChange={(next) => {
            for (const index of markable) onRead(index, next);
          }}
        />
      )}
      <button
        type="button"
        className="diff-tree-open focus-inset"
        aria-expanded={!item.closed}
        tabIndex={focused ? 0 : -1}
        title={name}
        onClick={() => onClosed(!item.closed)}
      >
        {item.closed ? <ChevronRight size={12} aria-hidden="true" /> : <ChevronDown size={12} aria-hidden="true" />}
        <SafeText code text={name} className="cut" />
        <span className="diff-tree-numbers">
          {all === 0 ? formatCount(item.files.length) : `${formatCount(read)} of ${formatCount(item.files.length)}`}
        </span>
      </button>
    </div>
  );
}
