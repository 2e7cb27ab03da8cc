import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { useBinding } from "../../state/keys";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import "./screen-bar.css";

export interface ScreenBarProps {
  readonly title: ReactNode;
  /** One line of facts beside the title. */
  readonly facts?: ReactNode | undefined;
  /** Buttons at right. */
  readonly children?: ReactNode | undefined;
}

/** The 44 px bar on top of a screen: title, facts, buttons. */
export function ScreenBar({ title, facts, children }: ScreenBarProps) {
  return (
    <header className="screen-bar">
      <h1 className="cut">{title}</h1>
      {facts === undefined ? null : <span className="screen-bar-facts cut">{facts}</span>}
      <span className="grow" />
      {children}
    </header>
  );
}

/** Opens the palette. */
export function CommandsButton() {
  const palette = useBinding("app.commands");
  if (palette === undefined) return null;
  return (
    <Button icon={<Icon icon={Search} small />} kbd={shownKey(palette.key)} onClick={palette.run}>
      Commands
    </Button>
  );
}
