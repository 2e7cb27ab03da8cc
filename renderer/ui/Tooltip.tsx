import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";
import "./tooltip.css";

/** Lets every Tooltip below it share one delay. */
export const TooltipProvider = Radix.Provider;

/** More words for a control or mark, on hover and on focus. The child is one element that takes a ref. */
export function Tooltip({
  text,
  children,
  side = "bottom",
}: {
  readonly text: ReactNode;
  readonly children: ReactNode;
  readonly side?: "top" | "bottom" | "right" | "left";
}) {
  return (
    <Radix.Root delayDuration={400}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="tooltip" side={side} sideOffset={4} collisionPadding={8}>
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
