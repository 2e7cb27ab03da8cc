import { useState, type Ref } from "react";
import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type {
  ConformanceCell,
  ConformanceLink,
  ConformanceSheet,
  ConformanceState,
  Requirement,
} from "../../../shared/model/conformance";
import type { Query } from "../../bridge/use-query";
import { VerdictGlyph, type GlyphKind } from "../../parts/VerdictMark";
import { go } from "../../state/route";
import { formatCount, formatPlural } from "../../ui/format";
import { Menu } from "../../ui/Menu";
import { SafeText } from "../../ui/SafeText";
import { Section, type SectionRow } from "./Section";

const glyphs: Readonly<Record<ConformanceState, GlyphKind>> = {
  met: "backed",
  "not-met": "contradicted",
  conflicting: "finding",
  "no-evidence": "unbacked",
};
const words: Readonly<Record<ConformanceState, string>> = {
  met: "Met",
  "not-met": "Not met",
  conflicting: "Conflicting",
  "no-evidence": "No evidence",
};
const colours: Readonly<Record<ConformanceState, string>> = {
  met: "green",
  "not-met": "red medium",
  conflicting: "orange medium",
  "no-evidence": "dim",
};
const groups: Readonly<Record<Requirement["group"], string>> = {
  objective: "objective",
  constraint: "constraint",
  acceptance: "acceptance",
  evidence: "required",
  bound: "bound",
};

interface ConformanceProps {
  readonly view: TaskView;
  readonly focusId: string;
  readonly sheet: Pick<Query<ConformanceSheet>, "value" | "problem">;
}

/** The contract held against each attempt: a row for each requirement, a cell for each attempt, each with what it rests on. */
export function ConformanceSection({ view, focusId, sheet }: ConformanceProps) {
  const { value, problem } = sheet;
  const [unfolded, setUnfolded] = useState(false);
  if (view.task.contract === null) return null;
  const rows = value === undefined ? [] : rowsOf(value, view.task.id);
  const kept = value === undefined || view.attempts.length < 2 ? [] : keptByAll(value);
  const shown = unfolded ? rows : rows.filter(({ key }) => !kept.includes(key));
  return (
    <Section
      id="conformance"
      title="Conformance"
      note={
        value === undefined ? undefined : (
          <>
            {kept.length === 0 ? null : (
              <>
                {`${formatPlural(rows.length, "row")}, ${formatCount(kept.length)} kept by all${unfolded ? " " : ` ${kept.length === 1 ? "is" : "are"} folded `}`}
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    setUnfolded(!unfolded);
                  }}
                >
                  {unfolded ? "Fold" : "Show"}
                </button>{" "}
              </>
            )}
            {totals(value)}
          </>
        )
      }
      attempts={view.attempts}
      focusId={focusId}
      empty={
        value !== undefined ? (
          <span className="mid">Every requirement is met by every attempt.</span>
        ) : problem === undefined ? (
          <span className="dim">Loading the conformance sheet.</span>
        ) : (
          <span className="red">
            <SafeText text={`Could not work out the conformance sheet: ${problem.message}`} />
          </span>
        )
      }
      rows={shown}
    />
  );
}

/** Fields of the requirements that every attempt meets. */
function keptByAll({ requirements, attempts }: ConformanceSheet): string[] {
  return requirements.flatMap(({ field }, index) =>
    attempts.every(({ cells }) => cells[index]?.state === "met") ? [field] : [],
  );
}

function totals(sheet: ConformanceSheet): string {
  return sheet.attempts
    .map(({ letter, counts }) => {
      const parts = [
        `${String(counts.met)} met`,
        ...(counts.notMet > 0 ? [`${String(counts.notMet)} not met`] : []),
        ...(counts.conflicting > 0 ? [`${String(counts.conflicting)} conflicting`] : []),
        ...(counts.noEvidence > 0 ? [`${String(counts.noEvidence)} without evidence`] : []),
      ];
      return `${letter}: ${parts.join(", ")}`;
    })
    .join(" · ");
}

function rowsOf(sheet: ConformanceSheet, taskId: string): SectionRow[] {
  return sheet.requirements.map((requirement, index) => ({
    key: requirement.field,
    head: <Name requirement={requirement} />,
    note: groups[requirement.group],
    tall: true,
    cell: (view) => {
      const cell = sheet.attempts.find((one) => one.attemptId === view.attempt.id)?.cells[index];
      return cell === undefined ? (
        <span className="dim">not worked out</span>
      ) : (
        <Cell cell={cell} name={requirement.title} view={view} taskId={taskId} />
      );
    },
  }));
}

function Name({ requirement: { group, title, text } }: { readonly requirement: Requirement }) {
  if (group === "objective" || title === text) return <SafeText text={text} lines className="task-clamp" />;
  return (
    <>
      <SafeText text={title} />
      <span className="mono mid task-requirement-text">
        <SafeText text={text} code />
      </span>
    </>
  );
}

interface CellProps {
  readonly cell: ConformanceCell;
  readonly name: string;
  readonly view: AttemptView;
  readonly taskId: string;
}

function Cell({ cell, name, view, taskId }: CellProps) {
  const { links, more, state } = cell;
  const open = (link: ConformanceLink) => {
    follow(link, taskId, view);
  };
  const [only] = links;
  if (only === undefined) return <Says cell={cell} />;
  if (links.length === 1)
    return (
      <button
        type="button"
        className="task-item"
        title={only.label}
        onClick={() => {
          open(only);
        }}
      >
        <Says cell={cell} />
      </button>
    );
  return (
    <Menu
      label={`What ${name} rests on: ${words[state].toLowerCase()}`}
      trigger={<Trigger cell={cell} />}
      items={[
        ...links.map((link, index) => ({
          id: String(index),
          label: (
            <span className="task-rests-on">
              <span className="meta">{kinds[link.to]}</span>
              <SafeText text={link.label} />
            </span>
          ),
          onSelect: () => {
            open(link);
          },
        })),
        ...(more === 0
          ? []
          : [{ id: "more", label: `${formatPlural(more, "place")} more are not listed`, onSelect: () => undefined }]),
      ]}
    />
  );
}

const kinds: Readonly<Record<ConformanceLink["to"], string>> = { evidence: "evidence", event: "event", diff: "diff" };

function Trigger({ cell, ref, ...rest }: { readonly cell: ConformanceCell; readonly ref?: Ref<HTMLButtonElement> }) {
  return (
    <button type="button" ref={ref} className="task-item" {...rest}>
      <Says cell={cell} />
    </button>
  );
}

function Says({ cell: { state, ground, links, more } }: { readonly cell: ConformanceCell }) {
  const places = links.length + more;
  return (
    <span className="row task-conformance">
      <VerdictGlyph kind={glyphs[state]} />
      <span>
        <span className={colours[state]}>{words[state]}</span>{" "}
        <span className="mid">
          <SafeText text={ground} />
        </span>
        {places > 1 ? <span className="meta">{` ${formatPlural(places, "place")}`}</span> : null}
      </span>
    </span>
  );
}

function follow(link: ConformanceLink, taskId: string, view: AttemptView): void {
  const attemptId = view.attempt.id;
  switch (link.to) {
    case "evidence": {
      const item = view.judgement.evidence.find(({ id }) => id === link.id);
      const file = item?.file ?? null;
      const at = file === null ? (item?.event ?? undefined) : { path: file.path };
      go({ screen: "evidence", taskId, attemptId, at });
      return;
    }
    case "event":
      go({ screen: "timeline", taskId, attemptId, at: { sessionId: link.event.sessionId, seq: link.event.seq } });
      return;
    case "diff":
      go({
        screen: "diff",
        taskId,
        attemptId,
        at: { path: link.path, ...(link.line === null ? {} : { line: link.line }) },
      });
  }
}
