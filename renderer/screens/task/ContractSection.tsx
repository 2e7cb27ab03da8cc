import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { Attempt } from "../../../shared/model/attempt";
import type { Contract } from "../../../shared/model/contract";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Section, type SectionRow } from "./Section";

interface Bounds {
  readonly key: keyof Contract["allow"];
  readonly name: string;
  /** Rule whose findings are breaches of it. */
  readonly rule: string;
}

const bounds: readonly Bounds[] = [
  { key: "paths", name: "Paths", rule: "scope-breach" },
  { key: "commands", name: "Commands", rule: "command-breach" },
  { key: "tools", name: "Tools", rule: "tool-breach" },
  { key: "hosts", name: "Hosts", rule: "host-breach" },
];

/** The contract as written, and where it can be checked, how each attempt kept it. */
export function ContractSection({ view, focusId }: { readonly view: TaskView; readonly focusId: string }) {
  const { contract } = view.task;
  return (
    <Section
      id="contract"
      title="Contract"
      note={contract === null ? undefined : "As written; constraints in words are for the reader to judge"}
      attempts={view.attempts}
      focusId={focusId}
      empty={<span className="mid">No contract. Nothing bounds the work but its prompt.</span>}
      rows={contract === null ? [] : rowsOf(contract)}
    />
  );
}

function rowsOf(contract: Contract): SectionRow[] {
  return [
    {
      key: "objective",
      head: "Objective",
      tall: true,
      whole: <SafeText text={contract.objective} lines className="task-written" />,
    },
    ...contract.constraints.map((constraint, index): SectionRow => ({
      key: `constraint ${String(index)}`,
      head: index === 0 ? "Constraints" : <span className="only-read">Constraint</span>,
      tall: true,
      whole: <SafeText text={constraint} lines className="task-written" />,
    })),
    ...contract.acceptance.map((check): SectionRow => ({
      key: `acceptance ${check.id}`,
      head: (
        <span title={check.command}>
          <SafeText text={check.name} />
        </span>
      ),
      note: "acceptance",
      cell: (attempt) => <GateCell view={attempt} gateId={`acceptance:${check.id}`} />,
    })),
    ...bounds.flatMap(({ key, name, rule }): SectionRow[] => {
      const allowed = contract.allow[key];
      if (allowed === undefined) return [];
      const list = allowed.length === 0 ? "none" : allowed.join(", ");
      return [
        {
          key: `allow ${key}`,
          head: (
            <span title={list}>
              {`${name}: `}
              <span className="mono">
                <SafeText text={list} code />
              </span>
            </span>
          ),
          note: "allowlist",
          cell: (attempt) => <BoundCell view={attempt} rule={rule} />,
        },
      ];
    }),
  ];
}

function GateCell({ view, gateId }: { readonly view: AttemptView; readonly gateId: string }) {
  const gate = view.gates.find((one) => one.id === gateId);
  if (gate === undefined) return <span className="dim">not asked for at this tier</span>;
  return (
    <span className="row task-cell-text" title={gate.why}>
      <VerdictGlyph kind={gate.met ? "backed" : "unbacked"} name={gate.met ? "shown" : "not shown"} />
      <span className="cut">
        <SafeText text={gate.why} />
      </span>
    </span>
  );
}

function BoundCell({ view, rule }: { readonly view: AttemptView; readonly rule: string }) {
  const breaches = view.judgement.findings.filter((finding) => finding.rule === rule).length;
  return breaches === 0 ? (
    <span className="row">
      <VerdictGlyph kind="backed" />
      Kept
    </span>
  ) : (
    <span className="row red medium">
      <VerdictGlyph kind="contradicted" />
      {`Breach, ${formatCount(breaches)}`}
    </span>
  );
}

const patchNames: Readonly<Record<Attempt["patchSource"], string>> = {
  pack: "from the evidence pack",
  "pull-request": "from the pull request",
  repository: "read from the repository",
  runner: "as the runner states it",
  "recorded-edits": "rebuilt from the edits the sessions recorded",
  none: "none",
};

/** How much of each attempt's sessions was read. */
export function IngestSection({ view, focusId }: { readonly view: TaskView; readonly focusId: string }) {
  return (
    <Section
      id="ingest"
      title="Sources"
      attempts={view.attempts}
      focusId={focusId}
      rows={[
        {
          key: "records",
          head: "Records read",
          tall: true,
          cell: (attempt) => <Completeness view={attempt} />,
        },
        {
          key: "patch",
          head: "Patch",
          tall: true,
          cell: ({ attempt }) => (
            <span className="mid">
              {patchNames[attempt.patchSource]}
              {attempt.patchNote === null ? null : (
                <span className="amber">
                  {". "}
                  <SafeText text={attempt.patchNote} />
                </span>
              )}
            </span>
          ),
        },
      ]}
    />
  );
}

function Completeness({ view }: { readonly view: AttemptView }) {
  const records = view.sessions.reduce((sum, { completeness }) => sum + completeness.records, 0);
  const recognised = view.sessions.reduce((sum, { completeness }) => sum + completeness.recognised, 0);
  return (
    <span className={recognised === records ? "mid" : "amber"}>
      {view.sessions.length === 0
        ? "No session was read."
        : `${formatCount(recognised)} of ${formatCount(records)} records, ${formatPlural(view.sessions.length, "session")}`}
      {view.ingestNote === null ? null : (
        <span>
          {". "}
          <SafeText text={view.ingestNote} />
        </span>
      )}
    </span>
  );
}
