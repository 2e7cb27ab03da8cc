import { useState } from "react";
import type { TaskOwners } from "../../../shared/contract/owners";
import type { TaskView } from "../../../shared/contract/review";
import { useQuery } from "../../bridge/use-query";
import { useKeys } from "../../state/keys";
import { formatMoment, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { OwnersDialog } from "./OwnersDialog";
import "./owners.css";

const grounds: Readonly<Record<TaskView["ownership"]["ground"], string>> = {
  decision: "by decision",
  contract: "contract",
  codeowners: "CODEOWNERS",
  none: "",
};

/** Who owns a task and who answers for it tonight, each with where that is from; the rest is one step away. */
export function OwnerFacts({ view }: { readonly view: TaskView }) {
  const { task, ownership } = view;
  const [open, setOpen] = useState(false);
  const now = useNow();
  const asked = useQuery("owners.task", { taskId: task.id }, { scopes: ["task", "audit"] });
  const owners = asked.value;
  useKeys("task-owners", [
    {
      key: "Shift+w",
      label: "Who answers for it",
      group: "Task",
      run: () => {
        setOpen(true);
      },
    },
  ]);
  const unowned = unownedPaths(owners);
  return (
    <>
      <div>
        <dt>Owner</dt>
        <dd>
          {ownership.owner === null ? (
            <span className="amber medium">No owner</span>
          ) : (
            <SafeText text={`${ownership.owner}, ${grounds[ownership.ground]}`} />
          )}
          {owners?.accepted === false ? <span className="dim">, not accepted yet</span> : null}
          {unowned === null || unowned === 0 ? null : (
            <span className="amber">{`, ${formatPlural(unowned, "path")} unowned`}</span>
          )}
        </dd>
      </div>
      <div>
        <dt>Answers tonight</dt>
        <dd>
          <Tonight view={view} owners={owners} failed={asked.problem !== undefined} now={now} />{" "}
          <button
            type="button"
            className="owners-why"
            onClick={() => {
              setOpen(true);
            }}
          >
            Why
          </button>
        </dd>
      </div>
      {owners === undefined ? null : (
        <OwnersDialog
          owners={owners}
          open={open}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

interface TonightProps {
  readonly view: TaskView;
  readonly owners: TaskOwners | undefined;
  readonly failed: boolean;
  readonly now: number;
}

function Tonight({ view, owners, failed, now }: TonightProps) {
  if (owners === undefined)
    return failed ? (
      <span className="red">Could not be read</span>
    ) : (
      <SafeText text={view.ownership.onCall ?? view.ownership.owner ?? "…"} />
    );
  const { people, team } = owners.answers;
  if (people.length === 0)
    return (
      <span className="amber medium">
        {team === null ? "Nobody" : <SafeText text={`${team.name}, nobody on call`} />}
      </span>
    );
  const said = people.map(({ name, until }) => (until === null ? name : `${name} until ${formatMoment(until, now)}`));
  return <SafeText text={`${said.join("; ")}${team === null ? "" : `, on call for ${team.name}`}`} />;
}

/** How many different changed paths nobody owns; null where no CODEOWNERS says so. */
function unownedPaths(owners: TaskOwners | undefined): number | null {
  const known = owners?.attempts.filter((one) => one.unowned !== null) ?? [];
  if (known.length === 0) return null;
  return new Set(known.flatMap((one) => one.paths.filter((row) => row.owners.length === 0).map((row) => row.path)))
    .size;
}
