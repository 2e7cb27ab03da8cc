import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";
import { Kbd } from "./Kbd";
import "./segmented.css";

export interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly {
    readonly value: T;
    readonly label: ReactNode;
    readonly kbd?: string | undefined;
    readonly name?: string | undefined;
  }[];
  readonly onChange: (value: T) => void;
  readonly small?: boolean | undefined;
}

/** A choice of few, all visible. Arrow keys move within it. */
export function Segmented<T extends string>({ label, value, options, onChange, small = false }: SegmentedProps<T>) {
  return (
    <RadioGroup.Root
      className={small ? "segmented segmented-small" : "segmented"}
      aria-label={label}
      orientation="horizontal"
      value={value}
      onValueChange={(next) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className="segmented-item focus-inset"
          aria-label={option.name}
          // An arrow key chooses what it goes to, also where it was let go before the focus had moved.
          onFocus={() => {
            if (option.value !== value && options.some((one) => one.value === value)) onChange(option.value);
          }}
        >
          {option.label}
          {option.kbd === undefined ? null : <Kbd>{option.kbd}</Kbd>}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
