import { useId, useState, type ReactNode } from "react";
import type { ContractProblem } from "../../../shared/contract/contracts";
import { SafeText } from "../../ui/SafeText";

interface LineProps {
  readonly label: string;
  readonly note?: string | undefined;
  readonly problems: readonly ContractProblem[];
  readonly children: (ids: { readonly id: string; readonly describedBy: string | undefined }) => ReactNode;
}

/** A label, what it labels, and what is wrong with it, each with its line in the text. */
export function Line({ label, note, problems, children }: LineProps) {
  const id = useId();
  const wrong = problems.length > 0;
  const describedBy = [note === undefined ? "" : `${id}-note`, wrong ? `${id}-wrong` : ""].filter((one) => one !== "");
  return (
    <div className={wrong ? "contract-line contract-line-wrong" : "contract-line"}>
      <label htmlFor={id}>{label}</label>
      <div className="contract-value">
        {children({ id, describedBy: describedBy.length === 0 ? undefined : describedBy.join(" ") })}
        {note === undefined ? null : (
          <p id={`${id}-note`} className="meta">
            {note}
          </p>
        )}
        {wrong ? (
          <div id={`${id}-wrong`}>
            {problems.map((problem) => (
              <p key={`${problem.message} ${String(problem.line)}`} className="contract-wrong">
                {problem.line === null ? "" : `Line ${String(problem.line)}: `}
                <SafeText text={problem.message} />
                {problem.remedy === null ? null : (
                  <>
                    {" "}
                    <SafeText text={problem.remedy} />
                  </>
                )}
              </p>
            ))}
          </div>
        ) : null}
      </div>
    </div>
  );
}

export interface TextInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problems?: readonly ContractProblem[] | undefined;
  readonly note?: string | undefined;
  readonly mono?: boolean | undefined;
  /** Lines of a longer text; a single line without. */
  readonly rows?: number | undefined;
  readonly placeholder?: string | undefined;
}

/**
 * A text of the contract. While it has the focus it shows what is typed; the text of the contract follows, and is what it shows
 * otherwise.
 */
export function TextInput({ label, value, onChange, problems = [], note, mono, rows, placeholder }: TextInputProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? value;
  return (
    <Line label={label} note={note} problems={problems}>
      {({ id, describedBy }) => {
        const props = {
          id,
          value: shown,
          placeholder,
          className: mono === true ? "contract-input mono" : "contract-input",
          "aria-describedby": describedBy,
          "aria-invalid": problems.length > 0 ? true : undefined,
          spellCheck: mono !== true,
          onFocus: () => {
            setTyped(value);
          },
          onBlur: () => {
            setTyped(null);
          },
          onChange: (event: { readonly target: { readonly value: string } }) => {
            setTyped(event.target.value);
            onChange(event.target.value);
          },
        };
        return rows === undefined ? (
          <input type="text" autoComplete="off" maxLength={4000} {...props} />
        ) : (
          <textarea rows={rows} maxLength={20_000} {...props} />
        );
      }}
    </Line>
  );
}

interface ListInputProps extends Omit<TextInputProps, "value" | "onChange"> {
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}

/** A list of texts, one a line. */
export function ListInput({ value, onChange, rows = 3, ...rest }: ListInputProps) {
  return (
    <TextInput
      {...rest}
      rows={Math.min(12, Math.max(rows, value.length + 1))}
      value={value.join("\n")}
      onChange={(text) => {
        onChange(
          text
            .split("\n")
            .map((line) => line.trim())
            .filter((line) => line !== ""),
        );
      }}
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly name: string }[];
  readonly onChange: (value: string) => void;
  readonly problems?: readonly ContractProblem[] | undefined;
  readonly note?: string | undefined;
}

/** One of a few words. What the text says and is none of them stays visible. */
export function Choice({ label, value, options, onChange, problems = [], note }: ChoiceProps) {
  const known = options.some((option) => option.value === value);
  return (
    <Line label={label} note={note} problems={problems}>
      {({ id, describedBy }) => (
        <select
          id={id}
          className="contract-input contract-choice"
          value={value}
          aria-describedby={describedBy}
          aria-invalid={problems.length > 0 ? true : undefined}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        >
          {known ? null : <option value={value}>{value}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.name}
            </option>
          ))}
        </select>
      )}
    </Line>
  );
}
