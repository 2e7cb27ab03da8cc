import type { KeyboardEvent, ReactNode, Ref } from "react";
import { Kbd } from "./Kbd";
import "./field.css";

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string | undefined;
  readonly icon?: ReactNode | undefined;
  readonly kbd?: string | undefined;
  readonly mono?: boolean | undefined;
  /** What is typed is not shown: a passphrase. */
  readonly secret?: boolean | undefined;
  /** What is wrong with the value, in words. */
  readonly problem?: string | undefined;
  readonly onEnter?: (() => void) | undefined;
  readonly onEscape?: (() => void) | undefined;
  readonly onArrowDown?: (() => void) | undefined;
  readonly onBlur?: (() => void) | undefined;
  readonly maxLength?: number | undefined;
  readonly ref?: Ref<HTMLInputElement> | undefined;
}

/** One line of text with its icon and key. */
export function Field(props: FieldProps) {
  const {
    label,
    value,
    onChange,
    placeholder,
    icon,
    kbd,
    mono = false,
    secret = false,
    problem,
    onEnter,
    onEscape,
    onArrowDown,
    onBlur,
    maxLength,
    ref,
  } = props;
  const onKeyDown = (event: KeyboardEvent) => {
    const handler = { Enter: onEnter, Escape: onEscape, ArrowDown: onArrowDown }[event.key];
    if (handler === undefined) return;
    event.preventDefault();
    handler();
  };
  return (
    <div className={problem === undefined ? "field" : "field field-wrong"}>
      {icon}
      <input
        ref={ref}
        className={mono ? "field-input mono" : "field-input"}
        type={secret ? "password" : "text"}
        aria-label={label}
        aria-invalid={problem === undefined ? undefined : true}
        title={problem}
        value={value}
        placeholder={placeholder}
        maxLength={maxLength}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          onChange(event.target.value);
        }}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
      {kbd === undefined ? null : <Kbd>{kbd}</Kbd>}
    </div>
  );
}
