import { useState } from "react";
import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { Evidence } from "../../../shared/model/evidence";
import { evidenceNames } from "../../../shared/review/evidence-names";
import { evidenceGlyph, evidenceText, isOld } from "../../parts/evidence-words";
import { StandingMark } from "../../parts/StandingMark";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { go } from "../../state/route";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { CaseCell } from "./CaseCell";
import { Section, type SectionRow } from "./Section";
import { rowsBy, speakingItem } from "./tally";
import { mostCases, type Cases } from "./use-cases";

const slotKinds: readonly Evidence["kind"][] = ["tests", "build", "static-analysis", "coverage"];

interface EvidenceSectionProps {
  readonly view: TaskView;
  readonly focusId: string;
  readonly cases: Cases;
}

/** What was shown of each attempt, by kind; the most solid item speaks. A kind opens to what made it, tests down to the single one. */
export function EvidenceSection({ view, focusId, cases }: EvidenceSectionProps) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const others = rowsBy(
    view.attempts,
    ({ judgement }) => judgement.evidence,
    (item) => item.kind,
  )
    .map(({ first }) => first.kind)
    .filter((kind) => !slotKinds.includes(kind));
  const required = view.task.contract?.evidence ?? [];
  const wanted = required.filter((kind) => !slotKinds.includes(kind) && !others.includes(kind));
  const flip = (kind: string) => {
    const next = new Set(opened);
    if (!next.delete(kind)) next.add(kind);
    setOpened(next);
  };
  return (
    <Section
      id="evidence"
      title="Evidence"
      note={noteOf(view)}
      attempts={view.attempts}
      focusId={focusId}
      rows={[...slotKinds, ...others, ...wanted].flatMap((kind): SectionRow[] => {
        const producers = rowsBy(
          view.attempts,
          ({ judgement }) => judgement.evidence.filter((item) => item.kind === kind),
          (item) => item.producer,
        );
        const tests = kind === "tests" && cases.listed;
        const open = opened.has(kind);
        const row: SectionRow = {
          key: kind,
          head: <span className="medium">{evidenceNames[kind]}</span>,
          note: required.includes(kind) ? "required" : undefined,
          cell: (attempt) => <EvidenceCell kind={kind} view={attempt} taskId={view.task.id} />,
          ...(producers.length < 2
            ? {}
            : {
                parts: {
                  open,
                  name: `${formatPlural(producers.length, "producer")} of ${evidenceNames[kind].toLowerCase()}`,
                  toggle: () => {
                    flip(kind);
                  },
                },
              }),
        };
        const made = producers.map(({ key, first, of }): SectionRow => ({
          key: `${kind} by ${key}`,
          part: true,
          head: (
            <span className="mono mid">
              <SafeText text={first.producer} code />
            </span>
          ),
          cell: (attempt) => <ItemCell items={of(attempt)} view={attempt} taskId={view.task.id} />,
        }));
        return [row, ...(open ? made : []), ...(tests ? caseRows(view, cases) : [])];
      })}
    />
  );
}

function noteOf({ attempts }: TaskView): string {
  const old = attempts.reduce((sum, { judgement }) => sum + judgement.evidence.filter(isOld).length, 0);
  return old === 0
    ? "The most solid item of a kind speaks; the cell opens it"
    : `${formatPlural(old, "item")} ${old === 1 ? "was" : "were"} made on another tree; the most solid item of a kind speaks`;
}

/** "9 tests differ, 2 fail in every report". */
function wordsOf(different: number, failing: number): string {
  const parts = [
    different === 0 ? null : `${formatPlural(different, "test")} ${different === 1 ? "differs" : "differ"}`,
    failing === 0 ? null : `${formatCount(failing)} ${failing === 1 ? "fails" : "fail"} in every report`,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

/** The tests that differ between attempts, then those that fail in all of them. */
function caseRows(view: TaskView, { query, open, toggle, more }: Cases): SectionRow[] {
  const { value, problem } = query;
  const total = value?.total ?? 0;
  const words =
    problem !== undefined
      ? problem.message
      : value === undefined
        ? "Tests that differ or fail"
        : total === 0
          ? "No test differs or fails"
          : wordsOf(value.different, total - value.different);
  const head: SectionRow = {
    key: "tests one by one",
    part: true,
    head: <span className={problem === undefined ? "mid" : "red"}>{words}</span>,
    ...(value !== undefined && total === 0
      ? {}
      : { parts: { open, name: "Tests that differ or fail, one by one", toggle } }),
    whole: (
      <span className="dim cut">
        <SafeText text={open && value === undefined ? "Reading the reports." : (value?.notes.join(" ") ?? "")} />
      </span>
    ),
  };
  if (!open || value === undefined) return [head];
  const rows = value.rows.map((row): SectionRow => ({
    key: `test ${row.suite} ${row.name}`,
    part: true,
    head: (
      <span className="mono task-case" title={row.suite}>
        <SafeText text={row.name} code />
      </span>
    ),
    cell: (attempt) => (
      <CaseCell row={row} columns={value.columns} taskId={view.task.id} attemptId={attempt.attempt.id} />
    ),
  }));
  const left = total - value.rows.length;
  const [first] = view.attempts;
  if (left === 0 || first === undefined) return [head, ...rows];
  const onMore =
    value.rows.length < mostCases
      ? more
      : () => {
          go({ screen: "evidence", taskId: view.task.id, attemptId: first.attempt.id });
        };
  const last: SectionRow = {
    key: "more tests",
    part: true,
    head: <span className="mid">{`${formatCount(left)} more`}</span>,
    whole: (
      <button type="button" className="link accent" onClick={onMore}>
        {value.rows.length < mostCases
          ? `Show ${formatCount(Math.min(left, mostCases - value.rows.length))} more`
          : "See all of them in the evidence"}
      </button>
    ),
  };
  return [head, ...rows, last];
}

interface EvidenceCellProps {
  readonly kind: Evidence["kind"];
  readonly view: AttemptView;
  readonly taskId: string;
}

function EvidenceCell({ kind, view, taskId }: EvidenceCellProps) {
  const item = speakingItem(view, kind);
  if (item === null) {
    return (
      <span className="row dim">
        <VerdictGlyph kind="unbacked" />
        none found
      </span>
    );
  }
  const more = view.judgement.evidence.filter((one) => one.kind === kind).length - 1;
  return <ItemButton item={item} more={more} attemptId={view.attempt.id} taskId={taskId} />;
}

interface ItemCellProps {
  readonly items: readonly Evidence[];
  readonly view: AttemptView;
  readonly taskId: string;
}

function ItemCell({ items, view, taskId }: ItemCellProps) {
  const item = items.at(-1);
  if (item === undefined) return <span className="dim">none</span>;
  return <ItemButton item={item} more={items.length - 1} attemptId={view.attempt.id} taskId={taskId} />;
}

interface ItemButtonProps {
  readonly item: Evidence;
  readonly more: number;
  readonly attemptId: string;
  readonly taskId: string;
}

/** One item: its result at the left, its standing in a column of its own. Opens the item. */
function ItemButton({ item, more, attemptId, taskId }: ItemButtonProps) {
  const at = item.file === null ? (item.event ?? undefined) : { path: item.file.path };
  return (
    <button
      type="button"
      className="task-cell"
      tabIndex={-1}
      title={`${item.headline}\n${item.producer}`}
      onClick={() => {
        go({ screen: "evidence", taskId, attemptId, at });
      }}
    >
      <VerdictGlyph kind={evidenceGlyph(item)} name={item.result} />
      <span className={item.result === "failed" ? "cut red medium" : "cut"}>
        <SafeText text={evidenceText(item)} />
      </span>
      {isOld(item) ? <span className="amber nowrap">{item.tree === "stale" ? "stale" : "other tree"}</span> : null}
      <span className="grow" />
      {more === 0 ? null : (
        <span className="meta nowrap" title={`${formatCount(more)} more of this kind`}>{`+${formatCount(more)}`}</span>
      )}
      <span className="task-standing">
        <StandingMark standing={item.standing} />
      </span>
    </button>
  );
}
