import { useId, type ReactNode, type Ref } from "react";
import { Kbd } from "./Kbd";
import "./button.css";

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onClick: () => void;
  /** One primary a screen. Ghost has no border. */
  readonly variant?: "primary" | "plain" | "ghost" | undefined;
  readonly small?: boolean | undefined;
  /** The key that does the same, as shown. */
  readonly kbd?: string | undefined;
  readonly icon?: ReactNode | undefined;
  /** Why it cannot be used now: disables it and is said beneath. */
  readonly disabledReason?: string | undefined;
  /** Work it started goes on. */
  readonly busy?: boolean | undefined;
  readonly wide?: boolean | undefined;
  readonly label?: string | undefined;
  readonly pressed?: boolean | undefined;
  readonly ref?: Ref<HTMLButtonElement> | undefined;
}

/** A button. A disabled one can still be reached and says why. */
export function Button(props: ButtonProps) {
  const {
    children,
    onClick,
    variant = "plain",
    small = false,
    kbd,
    icon,
    disabledReason,
    busy = false,
    wide = false,
    label,
    pressed,
    ref,
  } = props;
  const reasonId = useId();
  const off = disabledReason !== undefined || busy;
  const classes = [
    "button",
    `button-${variant}`,
    small ? "button-small" : "",
    wide ? "button-wide" : "",
    off ? "button-off" : "",
  ];
  const button = (
    <button
      ref={ref}
      type="button"
      className={classes.filter((name) => name !== "").join(" ")}
      onClick={() => {
        if (!off) onClick();
      }}
      aria-disabled={off ? true : undefined}
      aria-busy={busy ? true : undefined}
      aria-pressed={pressed}
      aria-label={label}
      aria-describedby={disabledReason === undefined ? undefined : reasonId}
    >
      {icon}
      {children}
      {kbd === undefined ? null : <Kbd>{kbd}</Kbd>}
    </button>
  );
  if (disabledReason === undefined) return button;
  return (
    <span className={wide ? "button-with-reason button-wide" : "button-with-reason"}>
      {button}
      <span id={reasonId} className="button-reason">
        {disabledReason}
      </span>
    </span>
  );
}
