import { Search } from "lucide-react";
import { useState } from "react";
import { filterBindings, type KeyBinding } from "../../state/keys";
import { shownKey } from "../../state/strokes";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { Kbd } from "../../ui/Kbd";
import "./keys-sheet.css";

/** Every key that does something now, by group, with a filter. */
export function KeysSheet({
  open,
  onClose,
  bindings,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly bindings: readonly KeyBinding[];
}) {
  return (
    <Dialog open={open} onClose={onClose} label="Keys" width={680}>
      <KeysList bindings={bindings} onClose={onClose} />
    </Dialog>
  );
}

function KeysList({ bindings, onClose }: { readonly bindings: readonly KeyBinding[]; readonly onClose: () => void }) {
  const [text, setText] = useState("");
  const shown = filterBindings(bindings, text);
  const groups = [...new Set(shown.map((binding) => binding.group))];
  return (
    <>
      <header className="keys-sheet-head">
        <h2>Keys</h2>
        <Field
          label="Filter keys"
          value={text}
          onChange={setText}
          placeholder="Filter by what it does or by key"
          icon={<Icon icon={Search} small />}
          onEscape={onClose}
        />
        <Kbd>Esc</Kbd>
      </header>
      <div className="keys-sheet-groups">
        {groups.map((group) => (
          <section key={group} className="keys-sheet-group">
            <h3>{group}</h3>
            <dl>
              {shown
                .filter((binding) => binding.group === group)
                .map((binding) => (
                  <div key={binding.key} className="keys-sheet-key">
                    <dt>{binding.label}</dt>
                    <dd>
                      {binding.key.split(" ").map((stroke, index) => (
                        <kbd key={index} className="kbd">
                          {shownKey(stroke)}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        {shown.length === 0 ? (
          <p className="small mid">{`No key matches “${text}”. ${String(bindings.length)} are bound here.`}</p>
        ) : null}
      </div>
    </>
  );
}
