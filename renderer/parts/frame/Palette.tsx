import { Command } from "cmdk";
import { useMemo, useState } from "react";
import { parsePlace, placeWords } from "../../../shared/review/place-link";
import { noteUsed, recentIds } from "../../state/recent";
import { Dialog } from "../../ui/Dialog";
import { formatCount } from "../../ui/format";
import { KeyCaps } from "../../ui/Kbd";
import { SafeText } from "../../ui/SafeText";
import { openPlace } from "../open-place";
import { rankItems, type PaletteGroup, type PaletteItem } from "./palette-rank";
import { usePaletteItems } from "./use-palette-items";
import "./palette.css";

export interface PaletteProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Everything that can be done here, every place and every task, by typing a few letters. */
export function Palette({ open, onClose }: PaletteProps) {
  return (
    <Dialog open={open} onClose={onClose} label="Commands" width={640}>
      <PaletteList onClose={onClose} />
    </Dialog>
  );
}

const linked = "Link";

/** Where a pasted link leads. In: what was typed. */
function linkGroup(text: string): PaletteGroup[] {
  const place = parsePlace(text);
  if (place === null) return [];
  const words = placeWords(place);
  const run = () => {
    void openPlace(place);
  };
  return [
    {
      heading: linked,
      more: 0,
      items: [{ id: `link ${words}`, group: linked, label: `Go to ${words}`, words: "", run }],
    },
  ];
}

function PaletteList({ onClose }: Omit<PaletteProps, "open">) {
  const items = usePaletteItems();
  const [text, setText] = useState("");
  const [wanted, setWanted] = useState("");
  const [recent] = useState(recentIds);
  const groups = useMemo(() => [...linkGroup(text), ...rankItems(items, text, recent)], [items, text, recent]);
  const usable = groups.flatMap((group) => group.items).filter((item) => item.off === undefined);
  // Without a wish that is still there, the best match.
  const current = usable.some((item) => item.id === wanted) ? wanted : (usable[0]?.id ?? "");
  const act = (item: PaletteItem) => {
    if (item.group !== linked) noteUsed(item.id);
    onClose();
    // The dialog gives the focus back to where it was when it closes, so the command runs after that.
    requestAnimationFrame(item.run);
  };
  return (
    <Command label="Commands" loop shouldFilter={false} value={current} onValueChange={setWanted} className="palette">
      <Command.Input
        className="palette-input"
        placeholder="Command, task, file, setting or link"
        autoFocus
        value={text}
        onValueChange={(next) => {
          setText(next);
          setWanted("");
        }}
      />
      <Command.List className="palette-list" label="Matches">
        {groups.length === 0 ? (
          <p className="palette-empty">{`Nothing matches “${text}”. ${formatCount(items.length)} commands and places were looked at.`}</p>
        ) : null}
        {groups.map(({ heading, items: shown, more }) => (
          <Command.Group key={heading} heading={heading}>
            {shown.map((item) => (
              <Row key={item.id} item={item} onSelect={act} />
            ))}
            {more === 0 ? null : <p className="palette-more">{`${formatCount(more)} more: type on`}</p>}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}

function Row({ item, onSelect }: { readonly item: PaletteItem; readonly onSelect: (item: PaletteItem) => void }) {
  return (
    <Command.Item
      value={item.id}
      className="palette-item"
      disabled={item.off !== undefined}
      onSelect={() => {
        onSelect(item);
      }}
    >
      <span className="grow cut">
        <SafeText text={item.label} />
      </span>
      {item.off === undefined ? null : <span className="palette-off">{item.off}</span>}
      {item.hint === undefined || item.off !== undefined ? null : (
        <span className="meta cut palette-hint">
          <SafeText text={item.hint} code />
        </span>
      )}
      {item.keys === undefined ? null : <KeyCaps strokes={item.keys} />}
    </Command.Item>
  );
}
