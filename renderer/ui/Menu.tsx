import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { Kbd } from "./Kbd";
import "./menu.css";

export interface MenuItem {
  readonly id: string;
  readonly label: ReactNode;
  readonly kbd?: string | undefined;
  readonly checked?: boolean | undefined;
  readonly onSelect: () => void;
}

export interface MenuProps {
  /** The control that opens it: one focusable element. */
  readonly trigger: ReactNode;
  readonly label: string;
  readonly items: readonly MenuItem[];
}

/** A menu under a control. Not modal: a modal one would write a style element, which the page's policy refuses. */
export function Menu({ trigger, label, items }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" aria-label={label} align="end" sideOffset={4} collisionPadding={8}>
          {items.map((item) => (
            <DropdownMenu.Item
              key={item.id}
              className="menu-item"
              onSelect={item.onSelect}
              aria-current={item.checked === true ? true : undefined}
            >
              <span className="menu-check" aria-hidden="true">
                {item.checked === true ? "✓" : ""}
              </span>
              <span className="grow">{item.label}</span>
              {item.kbd === undefined ? null : <Kbd>{item.kbd}</Kbd>}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
