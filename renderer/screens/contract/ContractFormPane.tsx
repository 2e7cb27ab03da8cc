import type { ContractCheck, ContractEdit, ContractForm, ContractProblem } from "../../../shared/contract/contracts";
import { ChecksForm } from "./ChecksForm";
import {
  boundFields,
  entryOptions,
  evidenceOptions,
  isolationOptions,
  networkOptions,
  numberOrText,
  problemsOf,
  riskOptions,
  type BoundName,
} from "./form-words";
import { Choice, Line, ListInput, TextInput } from "./Inputs";

export interface FormProps {
  readonly form: ContractForm;
  readonly check: Pick<ContractCheck, "problems" | "advice">;
  readonly onEdit: (edit: ContractEdit) => void;
}

/** The contract as a form: what it shows is what the text says, and what is changed here is changed there. */
export function ContractFormPane({ form, check, onEdit }: FormProps) {
  const all = [...check.problems, ...check.advice];
  const wrong = (field: string): ContractProblem[] => problemsOf(all, field);
  const text = (path: string[], value: string) => {
    onEdit({ path, value: value === "" && path.length > 1 ? null : value });
  };
  const optional = (path: string[], value: string) => {
    onEdit({ path, value: value === "" ? null : value });
  };
  return (
    <>
      <Group title="What is asked">
        <TextInput label="Id" value={form.id} mono problems={wrong("id")} onChange={(value) => text(["id"], value)} />
        <TextInput
          label="Title"
          value={form.title}
          problems={wrong("title")}
          onChange={(value) => text(["title"], value)}
        />
        <TextInput
          label="Objective"
          rows={4}
          value={form.objective}
          note="What must be true when the work is done"
          problems={wrong("objective")}
          onChange={(value) => text(["objective"], value)}
        />
        <ListInput
          label="Constraints"
          value={form.constraints}
          note="One a line. “Do not change `src/api/**`” is checked; other sentences are for the reader."
          problems={wrong("constraints")}
          onChange={(value) => onEdit({ path: ["constraints"], value: value.length === 0 ? null : value })}
        />
      </Group>
      <ChecksForm checks={form.acceptance} problems={all} onEdit={onEdit} />
      <Group title="Bounds">
        {boundFields.map(({ key, name, note }) => (
          <Bound
            key={key}
            name={name}
            note={note}
            value={form.allow[key]}
            problems={wrong(`allow.${key}`)}
            onChange={(value) => onEdit({ path: ["allow", key satisfies BoundName], value })}
          />
        ))}
        <Choice
          label="Network"
          value={form.network}
          options={networkOptions}
          problems={wrong("network")}
          onChange={(value) => optional(["network"], value)}
        />
        <Choice
          label="Isolation"
          value={form.isolation}
          options={isolationOptions}
          problems={wrong("isolation")}
          onChange={(value) => optional(["isolation"], value)}
        />
      </Group>
      <Group title="Risk and evidence">
        <Choice
          label="Declared risk"
          value={form.risk}
          options={riskOptions}
          note="Rules can raise it and never lower it"
          problems={wrong("risk")}
          onChange={(value) => optional(["risk"], value)}
        />
        <TextInput
          label="Escalate to"
          value={form.escalationTo}
          problems={wrong("escalation")}
          onChange={(value) => text(["escalation", "to"], value)}
        />
        <TextInput
          label="Escalate when"
          value={form.escalationWhen}
          onChange={(value) => text(["escalation", "when"], value)}
        />
        <EvidenceKinds
          value={form.evidence}
          problems={wrong("evidence")}
          onChange={(value) => onEdit({ path: ["evidence"], value: value.length === 0 ? null : value })}
        />
        <TextInput
          label="Attempts"
          value={form.attempts}
          note="How many are to be made side by side"
          problems={wrong("attempts")}
          onChange={(value) => onEdit({ path: ["attempts"], value: numberOrText(value) })}
        />
      </Group>
      <Group title="People">
        <TextInput
          label="Owner"
          value={form.owner}
          problems={wrong("owner")}
          onChange={(value) => optional(["owner"], value)}
        />
        <TextInput
          label="On call"
          value={form.onCall}
          problems={wrong("onCall")}
          onChange={(value) => optional(["onCall"], value)}
        />
        <TextInput
          label="Asked by"
          value={form.requesterName}
          problems={wrong("requester")}
          onChange={(value) => text(["requester", "name"], value)}
        />
        <Choice
          label="Asked in"
          value={form.entryPoint}
          options={entryOptions}
          onChange={(value) => text(["requester", "entryPoint"], value)}
        />
        <TextInput
          label="Link to the request"
          mono
          value={form.requesterLink}
          onChange={(value) => text(["requester", "link"], value)}
        />
        <ListInput
          label="Links"
          mono
          rows={2}
          value={form.links}
          problems={wrong("links")}
          onChange={(value) => onEdit({ path: ["links"], value: value.length === 0 ? null : value })}
        />
      </Group>
    </>
  );
}

export function Group({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <section className="contract-group" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

interface BoundProps {
  readonly name: string;
  readonly note: string;
  /** Null where anything is allowed. */
  readonly value: readonly string[] | null;
  readonly problems: readonly ContractProblem[];
  readonly onChange: (value: string[] | null) => void;
}

/** A list that allows anything, or only what stands in it: an empty list allows nothing. */
function Bound({ name, note, value, problems, onChange }: BoundProps) {
  return (
    <>
      <Choice
        label={name}
        value={value === null ? "any" : "listed"}
        options={[
          { value: "any", name: "Any" },
          { value: "listed", name: value?.length === 0 ? "None" : "Only those listed" },
        ]}
        problems={value === null ? problems : []}
        onChange={(choice) => onChange(choice === "any" ? null : [])}
      />
      {value === null ? null : (
        <ListInput
          label={`${name} allowed`}
          mono
          rows={2}
          value={value}
          note={value.length === 0 ? `${note}. The list is empty: none is allowed.` : note}
          problems={problems}
          onChange={onChange}
        />
      )}
    </>
  );
}

interface EvidenceProps {
  readonly value: readonly string[];
  readonly problems: readonly ContractProblem[];
  readonly onChange: (value: string[]) => void;
}

function EvidenceKinds({ value, problems, onChange }: EvidenceProps) {
  return (
    <Line label="Required evidence" problems={problems}>
      {({ id, describedBy }) => (
        <div
          className="contract-kinds"
          id={id}
          role="group"
          aria-label="Required evidence"
          aria-describedby={describedBy}
        >
          {evidenceOptions.map((option) => (
            <label key={option.value} className="row">
              <input
                type="checkbox"
                checked={value.includes(option.value)}
                onChange={(event) => {
                  onChange(
                    event.target.checked ? [...value, option.value] : value.filter((kind) => kind !== option.value),
                  );
                }}
              />
              {option.name}
            </label>
          ))}
        </div>
      )}
    </Line>
  );
}
