import { Plus, Trash2 } from "lucide-react";
import type { ContractEdit, ContractForm, ContractProblem } from "../../../shared/contract/contracts";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { evidenceOptions, numberOrText, problemsOf } from "./form-words";
import { Choice, ListInput, TextInput } from "./Inputs";

interface ChecksProps {
  readonly checks: ContractForm["acceptance"];
  readonly problems: readonly ContractProblem[];
  readonly onEdit: (edit: ContractEdit) => void;
}

/** The acceptance checks, one box each. */
export function ChecksForm({ checks, problems, onEdit }: ChecksProps) {
  const whole = problems.filter((problem) => problem.field === "acceptance");
  return (
    <section className="contract-group" aria-label="Acceptance checks">
      <h2>Acceptance checks</h2>
      <p className="meta">Commands that show whether the objective is met. Nothing is run from here.</p>
      {whole.map((problem) => (
        <p key={problem.message} className="contract-wrong">
          {problem.message}
        </p>
      ))}
      {checks.map((check, index) => (
        // A check has no name of its own that could not be typed away: its place in the list is its key.
        <Check
          key={index}
          check={check}
          index={index}
          problems={problemsOf(problems, `acceptance[${String(index)}]`)}
          onEdit={onEdit}
        />
      ))}
      <Button
        small
        icon={<Icon icon={Plus} small />}
        onClick={() => {
          onEdit({
            path: ["acceptance", checks.length],
            value: { id: freeId(checks), name: "All tests", command: "npm test" },
          });
        }}
      >
        Add a check
      </Button>
    </section>
  );
}

function freeId(checks: ContractForm["acceptance"]): string {
  const taken = new Set(checks.map((check) => check.id));
  let number = checks.length + 1;
  while (taken.has(`check-${String(number)}`)) number += 1;
  return `check-${String(number)}`;
}

interface CheckProps {
  readonly check: ContractForm["acceptance"][number];
  readonly index: number;
  readonly problems: readonly ContractProblem[];
  readonly onEdit: (edit: ContractEdit) => void;
}

function Check({ check, index, problems, onEdit }: CheckProps) {
  const at = `acceptance[${String(index)}]`;
  const wrong = (key: string): ContractProblem[] => problemsOf(problems, `${at}.${key}`);
  const known = ["id", "name", "command", "expect", "shows", "artifacts"].flatMap(wrong);
  const rest = problems.filter((problem) => !known.includes(problem));
  const name = `Check ${String(index + 1)}`;
  return (
    <fieldset className="contract-check">
      <legend>{name}</legend>
      <TextInput
        label="Id"
        mono
        value={check.id}
        problems={[...wrong("id"), ...rest]}
        onChange={(value) => onEdit({ path: ["acceptance", index, "id"], value })}
      />
      <TextInput
        label="Name"
        value={check.name}
        problems={wrong("name")}
        onChange={(value) => onEdit({ path: ["acceptance", index, "name"], value })}
      />
      <TextInput
        label="Command"
        mono
        value={check.command}
        problems={wrong("command")}
        onChange={(value) => onEdit({ path: ["acceptance", index, "command"], value })}
      />
      <Choice
        label="Shows"
        value={check.shows}
        options={[{ value: "", name: "Tests (not said)" }, ...evidenceOptions]}
        problems={wrong("shows")}
        onChange={(value) => onEdit({ path: ["acceptance", index, "shows"], value: value === "" ? null : value })}
      />
      <TextInput
        label="Exit code"
        mono
        value={check.exitCode}
        placeholder="0"
        problems={wrong("expect")}
        onChange={(value) => onEdit({ path: ["acceptance", index, "expect", "exitCode"], value: numberOrText(value) })}
      />
      <ListInput
        label="Artifacts"
        mono
        rows={1}
        value={check.artifacts}
        note="Files it writes, kept as evidence: reports/*.xml"
        problems={wrong("artifacts")}
        onChange={(value) =>
          onEdit({ path: ["acceptance", index, "artifacts"], value: value.length === 0 ? null : value })
        }
      />
      <Button
        small
        variant="ghost"
        label={`Remove ${name.toLowerCase()}`}
        icon={<Icon icon={Trash2} small />}
        onClick={() => {
          onEdit({ path: ["acceptance", index], value: null });
        }}
      >
        Remove
      </Button>
    </fieldset>
  );
}
