import { Command } from "cmdk";
import { useQuery } from "../../bridge/use-query";
import type { KeyBinding } from "../../state/keys";
import { openTask } from "../open-task";
import { shownKey } from "../../state/strokes";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";
import { SafeText } from "../../ui/SafeText";
import { TierMark } from "../TierMark";
import "./palette.css";

export interface PaletteProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly bindings: readonly KeyBinding[];
}

/** Everything that can be done here and every task, by typing a few letters. */
export function Palette({ open, onClose, bindings }: PaletteProps) {
  return (
    <Dialog open={open} onClose={onClose} label="Commands">
      <PaletteList onClose={onClose} bindings={bindings} />
    </Dialog>
  );
}

function PaletteList({ onClose, bindings }: Omit<PaletteProps, "open">) {
  const inbox = useQuery("inbox.list", { filter: "" }, { scopes: ["inbox"] });
  const rows = inbox.value?.groups.flatMap((group) => group.rows) ?? [];
  // The dialog gives the focus back to where it was when it closes, so the command runs after that.
  const act = (run: () => void) => {
    onClose();
    requestAnimationFrame(run);
  };
  return (
    <Command label="Commands" loop className="palette">
      <Command.Input className="palette-input" placeholder="Command or task" autoFocus />
      <Command.List className="palette-list">
        <Command.Empty className="palette-empty">Nothing matches.</Command.Empty>
        <Command.Group heading="Commands">
          {bindings
            .filter((binding) => binding.unlisted !== true && binding.key !== "Mod+k")
            .map((binding) => (
              <Command.Item
                key={binding.key}
                value={`${binding.label} ${binding.key}`}
                keywords={[binding.group]}
                className="palette-item"
                onSelect={() => {
                  act(binding.run);
                }}
              >
                <span className="grow cut">{binding.label}</span>
                <span className="meta">{binding.group}</span>
                <Kbd>{shownKey(binding.key)}</Kbd>
              </Command.Item>
            ))}
        </Command.Group>
        <Command.Group heading="Tasks">
          {rows.map((row) => (
            <Command.Item
              key={row.taskId}
              value={`${row.title} ${row.taskId}`}
              keywords={[row.repository, row.ref ?? ""]}
              className="palette-item"
              onSelect={() => {
                act(() => {
                  openTask(row.taskId);
                });
              }}
            >
              <TierMark level={row.tier} />
              <span className="grow cut">
                <SafeText text={row.title} />
              </span>
              <span className="meta mono">{row.ref ?? row.taskId}</span>
              <span className="meta cut">
                <SafeText text={row.repository} code />
              </span>
            </Command.Item>
          ))}
        </Command.Group>
      </Command.List>
    </Command>
  );
}
