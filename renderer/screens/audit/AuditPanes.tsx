import { useDeferredValue, useEffect, useMemo, useRef, useState, type RefObject } from "react";
import { useKeys } from "../../state/keys";
import { formatCount, formatPlural } from "../../ui/format";
import { Resizable } from "../../ui/Resizable";
import { useMedia } from "../../ui/use-media";
import { useNow } from "../../ui/use-now";
import { AuditFilter } from "./AuditFilter";
import { AuditList } from "./AuditList";
import { AuditLines } from "./audit-lines";
import { EntryPanel } from "./EntryPanel";
import { brokenEntry } from "./integrity-words";
import type { AuditPages } from "./use-audit-pages";

export interface AuditPanesProps {
  readonly pages: AuditPages & { readonly held: NonNullable<AuditPages["held"]> };
  /** Entry to begin at, where the route names one. */
  readonly start: number | undefined;
  readonly bundle: string | undefined;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

const dayLong = 86_400_000;

/** The list of entries with its filter, and the entry at the cursor beside it. */
export function AuditPanes({ pages, start, bundle, filter, onFilter }: AuditPanesProps) {
  const { held, range, need, more } = pages;
  // Names of days change with the year alone: a list of a hundred thousand is not made anew each minute.
  const day = Math.floor(useNow() / dayLong) * dayLong;
  const { rows, found } = held;
  const lines = useMemo(
    () => (found === null ? AuditLines.ofLog(rows, range, day) : AuditLines.ofFound(found, day)),
    [rows, found, range, day],
  );
  const [chosen, setChosen] = useState<number | null>(start ?? null);
  const [opened, setOpened] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const wide = useMedia("(min-width: 1000px)");

  const at = chosen === null ? -1 : lines.indexOf(chosen);
  const newest = lines.seqNear(0, 1);
  // What a filter leaves out has no cursor: the newest of what it found has it.
  const shown = chosen !== null && (at !== -1 || found === null) ? chosen : newest;
  const cursor = shown === null ? -1 : lines.indexOf(shown);
  const panelSeq = useDeferredValue(shown);

  const { last } = held;
  useEffect(() => {
    // Standings are derived: what is in view is asked for again after anything was recorded.
    if (shown !== null) need(shown);
  }, [last, shown, need]);

  const choose = (index: number) => {
    const seq = lines.seqNear(index, 1);
    if (seq !== null) setChosen(seq);
  };
  const move = (step: 1 | -1) => {
    const seq = lines.seqNear(cursor + step, step);
    if (seq !== null) setChosen(seq);
  };
  const toEntry = (seq: number) => {
    onFilter("");
    setChosen(Math.min(Math.max(seq, range.from), Math.max(range.from, range.to - 1)));
    requestAnimationFrame(toList);
  };
  const open = () => {
    setOpened(true);
    requestAnimationFrame(() => {
      document.querySelector<HTMLElement>("aside.entry")?.focus();
    });
  };
  const back = () => {
    setOpened(false);
    requestAnimationFrame(toList);
  };
  useListKeys({ move, choose, open, field, lines, onFilter });

  const alone = opened && !wide;
  const total = range.to - range.from;
  const doubtFrom = bundle === undefined && !last.log.diverged ? brokenEntry(last.log) : null;
  const end =
    found === null
      ? range.from === 0
        ? "Entry 0 began the log."
        : `Entry ${formatCount(range.from)} is the first of this bundle.`
      : found.length < last.matched
        ? `Loading ${formatCount(last.matched - found.length)} older entries.`
        : `${formatPlural(total, "entry", "entries")} looked through.`;
  const list = (
    <section className="audit-list" aria-label="Entries">
      <AuditFilter
        field={field}
        filter={filter}
        onFilter={onFilter}
        rows={rows}
        problems={last.problems}
        toList={toList}
        onEntry={toEntry}
        count={
          found === null ? undefined : `${formatCount(last.matched)} of ${formatPlural(total, "entry", "entries")}`
        }
      />
      <AuditList
        lines={lines}
        cursor={cursor}
        onCursor={choose}
        onOpen={open}
        need={need}
        more={more}
        filtered={found !== null}
        doubtFrom={doubtFrom}
        end={end}
      />
    </section>
  );
  const panel =
    panelSeq === null ? null : (
      <EntryPanel
        seq={panelSeq}
        bundle={bundle}
        doubted={doubtFrom !== null && panelSeq >= doubtFrom}
        onEntry={toEntry}
        onBack={back}
        alone={alone}
      />
    );
  return (
    <Resizable
      id="audit"
      panes={[
        ...(alone && panel !== null ? [] : [{ id: "entries", content: list, min: 480 }]),
        ...(panel === null || (!wide && !alone)
          ? []
          : [{ id: "entry", content: panel, ...(alone ? {} : { size: 360, max: 760 }), min: 300 }]),
      ]}
    />
  );
}

function toList(): void {
  document.querySelector<HTMLElement>(".audit-list [role=row][tabindex='0']")?.focus();
}

interface ListKeys {
  readonly move: (step: 1 | -1) => void;
  readonly choose: (index: number) => void;
  readonly open: () => void;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly lines: AuditLines;
  readonly onFilter: (filter: string) => void;
}

function useListKeys({ move, choose, open, field, lines, onFilter }: ListKeys): void {
  const toField = () => {
    field.current?.focus();
    field.current?.select();
  };
  useKeys("audit-list", [
    { key: "j", label: "Next entry", group: "Move", bar: true, run: () => move(1) },
    { key: "k", label: "Previous entry", group: "Move", run: () => move(-1) },
    { key: "ArrowDown", label: "Next entry", group: "Move", unlisted: true, run: () => move(1) },
    { key: "ArrowUp", label: "Previous entry", group: "Move", unlisted: true, run: () => move(-1) },
    { key: "Home", label: "Newest entry", group: "Move", run: () => choose(0) },
    {
      key: "End",
      label: "Oldest entry",
      group: "Move",
      run: () => {
        const seq = lines.seqNear(lines.count - 1, -1);
        if (seq !== null) choose(lines.indexOf(seq));
      },
    },
    { key: "Enter", label: "Open entry", group: "Move", run: open },
    { key: "/", label: "Filter", group: "Move", run: toField },
    {
      key: "g e",
      label: "Entry by its number",
      group: "Go",
      run: () => {
        onFilter("#");
        requestAnimationFrame(() => {
          field.current?.focus();
          field.current?.setSelectionRange(1, 1);
        });
      },
    },
  ]);
}
