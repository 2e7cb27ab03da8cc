import { Search } from "lucide-react";
import { useMemo, useState } from "react";
import { commands, commandOf, keyOf } from "../../../shared/keyboard/commands";
import { useAppStatus } from "../../bridge/app-status";
import { filterBindings, useBindings } from "../../state/keys";
import { go } from "../../state/route";
import { shownStrokes } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { formatCount } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { KeyCaps } from "../../ui/Kbd";
import "./keys-sheet.css";

/** The map of keys: what is in force here first, then every screen's, with a search. */
export function KeysSheet({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} label="Keys" width={760}>
      <KeysList onClose={onClose} />
    </Dialog>
  );
}

interface Line {
  readonly key: string;
  readonly label: string;
  readonly strokes: readonly string[];
}

interface Part {
  readonly heading: string;
  readonly lines: readonly Line[];
}

function KeysList({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState("");
  const here = useHere(text);
  const elsewhere = useElsewhere(text);
  const change = () => {
    onClose();
    requestAnimationFrame(() => {
      go({ screen: "settings" });
    });
  };
  return (
    <>
      <header className="keys-sheet-head">
        <h2>Keys</h2>
        <Field
          label="Search keys"
          value={text}
          onChange={setText}
          placeholder="What it does, or its key"
          icon={<Icon icon={Search} small />}
          onEscape={onClose}
        />
        <Button small onClick={change}>
          Change keys
        </Button>
      </header>
      <div className="keys-sheet-body focus-inset" role="group" aria-label="All keys" tabIndex={0}>
        {here.length === 0 && elsewhere.length === 0 ? (
          <p className="small mid">{`No key matches “${text}”. ${formatCount(commands.length)} commands have one.`}</p>
        ) : null}
        <Parts title="In force here" parts={here} />
        <Parts title="On other screens" parts={elsewhere} />
      </div>
    </>
  );
}

function Parts({ title, parts }: { readonly title: string; readonly parts: readonly Part[] }) {
  if (parts.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="keys-sheet-title">{title}</h3>
      <div className="keys-sheet-groups">
        {parts.map(({ heading, lines }) => (
          <section key={heading} className="keys-sheet-group" aria-label={heading}>
            <h4>{heading}</h4>
            <dl>
              {lines.map((line) => (
                <div key={line.key} className="keys-sheet-key">
                  <dt>{line.label}</dt>
                  <dd>
                    {line.strokes.length === 0 ? (
                      <span className="meta">no key</span>
                    ) : (
                      <KeyCaps read strokes={line.strokes} />
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </section>
  );
}

function useHere(text: string): Part[] {
  const bindings = useBindings();
  return useMemo(() => {
    const shown = filterBindings(bindings, text);
    return [...new Set(shown.map((binding) => binding.group))].map((heading) => ({
      heading,
      lines: shown
        .filter((binding) => binding.group === heading)
        .map((binding) => ({ key: binding.key, label: binding.label, strokes: shownStrokes(binding.key) })),
    }));
  }, [bindings, text]);
}

function useElsewhere(text: string): Part[] {
  const bindings = useBindings();
  const chosen = useAppStatus().value?.settings.keys;
  return useMemo(() => {
    const inForce = new Set(bindings.flatMap(({ id }) => id ?? []));
    const rest = commands
      .filter(({ id }) => !inForce.has(id))
      .map((command) => ({
        ...command,
        key: keyOf(command, chosen ?? {}),
        group: command.screen,
        run: () => undefined,
      }));
    const shown = filterBindings(rest, text);
    return [...new Set(shown.map(({ screen }) => screen))].map((heading) => ({
      heading,
      lines: shown
        .filter(({ screen }) => screen === heading)
        .map(({ id, label, key }) => ({ key: id, label: commandOf(id)?.label ?? label, strokes: shownStrokes(key) })),
    }));
  }, [bindings, chosen, text]);
}
