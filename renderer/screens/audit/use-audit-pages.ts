import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { AuditRow } from "../../../shared/contract/audit";
import type { Input, Output } from "../../../shared/contract/api";
import type { Problem } from "../../../shared/result";
import { call, listen } from "../../bridge/client";
import type { Range } from "./audit-lines";

const pageSize = 200;

type Page = Output<"audit.list">;

interface Held {
  /** Which question the rows answer: the log or bundle, and the filter. */
  readonly question: string;
  readonly rows: ReadonlyMap<number, AuditRow>;
  /** Of what a filter found: the rows in their order. Null without a filter. */
  readonly found: readonly AuditRow[] | null;
  readonly last: Omit<Page, "rows">;
}

/** Which log is read, and through which filter. */
export interface AuditSource {
  /** An opened bundle's id; undefined for the own log. */
  readonly bundle: string | undefined;
  /** Entries of a bundle; null for the own log, which says itself how long it is. */
  readonly range: Range | null;
  readonly filter: string;
}

export interface AuditPages {
  /** What was read so far; undefined before the first answer. */
  readonly held: Held | undefined;
  readonly problem: Problem | undefined;
  readonly range: Range;
  /** Asks for the page an entry is on, where it is not here. */
  readonly need: (seq: number) => void;
  /** Asks for more of what the filter found. */
  readonly more: () => void;
  readonly reload: () => void;
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function ask({ bundle, filter }: AuditSource, before: number | null): Promise<Awaited<ReturnType<typeof callList>>> {
  return callList({ filter, before, limit: pageSize, zone, ...(bundle === undefined ? {} : { bundle }) });
}

function callList(input: Input<"audit.list">) {
  return call("audit.list", input);
}

/**
 * The audit list in pages by number, so that any place of a long log is one question away; what a filter finds comes in order,
 * newest first. Renewed when the log grows. In: which log, which filter.
 */
export function useAuditPages({ bundle, range, filter }: AuditSource): AuditPages {
  const question = JSON.stringify([bundle ?? null, filter]);
  const [held, setHeld] = useState<Held | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [round, setRound] = useState(0);
  /** Pages asked for since the last renewal. */
  const asked = useRef({ key: "", pages: new Set<number>(), more: false });
  const source = useMemo(() => ({ bundle, range, filter }), [bundle, range, filter]);
  const reload = useCallback(() => {
    setRound((n) => n + 1);
  }, []);

  const take = useCallback(
    (page: Page, begins: boolean) => {
      const { rows, ...last } = page;
      setHeld((before) => {
        const same = before?.question === question ? before : undefined;
        const known = new Map(same?.rows);
        for (const row of rows) known.set(row.seq, row);
        if (filter === "") return { question, rows: known, found: null, last };
        const oldest = rows.at(-1)?.seq ?? Infinity;
        const found = begins
          ? // What was recorded is not rewritten, so older rows already read stay where they join the new ones.
            [...rows, ...(rows.length < pageSize ? [] : (same?.found ?? []).filter((row) => row.seq < oldest))]
          : [...(same?.found ?? []), ...rows.filter((row) => row.seq < (same?.found?.at(-1)?.seq ?? Infinity))];
        return { question, rows: known, found, last };
      });
    },
    [filter, question],
  );

  useEffect(() => {
    let current = true;
    asked.current = { key: `${question} ${String(round)}`, pages: new Set(), more: false };
    void ask(source, null).then((result) => {
      if (!current) return;
      setProblem(result.ok ? undefined : result.error);
      if (result.ok) take(result.value, true);
    });
    return () => {
      current = false;
    };
  }, [source, question, round, take]);

  useEffect(
    () =>
      listen("changed", (payload) => {
        if (bundle === undefined && payload.scopes.includes("audit")) reload();
      }),
    [bundle, reload],
  );

  const fresh = held?.question === question ? held : undefined;
  // While another filter is asked, what is here stays on the screen.
  const shown = fresh ?? (held !== undefined && sameLog(held.question, bundle) ? held : undefined);
  const to = range?.to ?? shown?.last.total ?? 0;
  const from = range?.from ?? 0;
  const need = useCallback(
    (seq: number) => {
      const { pages, key } = asked.current;
      const page = Math.floor(seq / pageSize);
      if (filter !== "" || pages.has(page)) return;
      pages.add(page);
      void ask(source, Math.min((page + 1) * pageSize, to)).then((result) => {
        // The question is another by now: what it asks for comes by itself.
        if (asked.current.key !== key) return;
        if (result.ok) take(result.value, false);
        else {
          pages.delete(page);
          setProblem(result.error);
        }
      });
    },
    [filter, source, take, to],
  );
  const oldestFound = fresh?.found?.at(-1)?.seq;
  const matched = fresh?.last.matched ?? 0;
  const foundCount = fresh?.found?.length ?? 0;
  const more = useCallback(() => {
    const state = asked.current;
    if (oldestFound === undefined || foundCount >= matched || state.more) return;
    state.more = true;
    void ask(source, oldestFound).then((result) => {
      state.more = false;
      if (asked.current.key !== state.key) return;
      if (result.ok) take(result.value, false);
      else setProblem(result.error);
    });
  }, [source, take, oldestFound, foundCount, matched]);

  const whole = useMemo(() => ({ from, to }), [from, to]);
  return { held: shown, problem, range: whole, need, more, reload };
}

function sameLog(question: string, bundle: string | undefined): boolean {
  return question.startsWith(`[${JSON.stringify(bundle ?? null)},`);
}
