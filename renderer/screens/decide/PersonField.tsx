import type { RefCallback } from "react";
import type { TaskOwners } from "../../../shared/contract/owners";
import type { TaskView } from "../../../shared/contract/review";
import type { DecisionKind } from "../../../shared/model/decision";
import { useQuery } from "../../bridge/use-query";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import type { Draft } from "./drafts";

interface PersonFieldProps {
  readonly kind: DecisionKind;
  readonly view: TaskView | undefined;
  readonly value: string;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly firstRef: RefCallback<HTMLElement>;
}

interface Offer {
  readonly name: string;
  readonly role: string;
}

const heads: Partial<Record<DecisionKind, { readonly head: string; readonly label: string }>> = {
  escalate: { head: "Escalate to", label: "Person or team it is escalated to" },
  "hand-over": { head: "Hand over to", label: "Person or team that is to answer for it" },
};
const ownerHead = { head: "Owner", label: "Person or team that answers for it" };
const mostOffers = 6;

/** Whom it is about, with those who come into question: on call, owners by contract, decision or CODEOWNERS. */
export function PersonField({ kind, view, value, onChange, firstRef }: PersonFieldProps) {
  const owners = useQuery("owners.task", view === undefined ? null : { taskId: view.task.id }, { scopes: ["task"] });
  const { head, label } = heads[kind] ?? ownerHead;
  const offered = offersOf(kind, view, owners.value);
  return (
    <section className="decide-section">
      <h3>
        <span className="grow">{head}</span>
        <span>required</span>
      </h3>
      <Field
        ref={firstRef}
        label={label}
        value={value}
        placeholder="Person or team"
        maxLength={200}
        onChange={(person) => {
          onChange({ person });
        }}
      />
      {offered.length === 0 ? null : (
        <div className="decide-offers">
          {offered.map(({ role, name }) => (
            <Button
              key={name}
              small
              onClick={() => {
                onChange({ person: name });
              }}
            >
              <SafeText text={name} /> <span className="dim">{role}</span>
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}

/** Each name once, as the first of its roles. Who owns it already is no one to hand it over to. */
function offersOf(kind: DecisionKind, view: TaskView | undefined, owners: TaskOwners | undefined): Offer[] {
  const { onCall = null, owner = null } = view?.ownership ?? {};
  const requester = view?.task.requester ?? null;
  const people = owners?.answers.people ?? [];
  const shares = owners?.attempts.flatMap((attempt) => attempt.owners) ?? [];
  const all: Offer[] = [
    ...(onCall === null ? [] : [{ name: onCall, role: "on call" }]),
    ...(owners?.answers.team === null ? [] : people.map(({ name }) => ({ name, role: "on call now" }))),
    ...(owner === null || kind === "hand-over" ? [] : [{ name: owner, role: "owner" }]),
    ...shares.map((one) => ({ name: one.owner, role: `owns ${formatPlural(one.paths, "path")}` })),
    ...(kind === "escalate" && requester !== null ? [{ name: requester.name, role: "asked for it" }] : []),
  ];
  return all
    .filter((one, index) => all.findIndex((other) => other.name === one.name) === index)
    .filter((one) => kind !== "hand-over" || one.name !== owner)
    .slice(0, mostOffers);
}
