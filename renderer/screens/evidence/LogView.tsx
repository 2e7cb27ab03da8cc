import { useCallback, useState } from "react";
import type { Evidence } from "../../../shared/model/evidence";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { useScaled } from "../../state/appearance";
import { Button } from "../../ui/Button";
import { formatCount, formatPlural } from "../../ui/format";
import { leftOn } from "../../parts/ansi";
import { AnsiText } from "../../parts/AnsiText";
import { DetailList } from "./DetailList";
import { FilterBar } from "./FilterBar";
import { intoDetail } from "./focus-list";
import { usePages } from "./use-pages";
import { useSettled } from "./use-settled";

interface LogLine {
  readonly text: string;
  /** Colours that earlier lines left on. */
  readonly opening: string;
}

const longLine = 110;
/** Lines that one list holds: a page's own bounds of height and memory are not far above. */
const partLines = 200_000;

/** A log line by line with its colours, searchable, however long it is. */
export function LogView({ file }: { readonly file: NonNullable<Evidence["file"]> }) {
  const { digest } = file;
  const [text, setText] = useState("");
  const query = useSettled(text);
  const [cursor, setCursor] = useState(0);
  const [jump, setJump] = useState(0);
  const load = useCallback(
    async (from: number, limit: number) => {
      const page = await call("evidence.log", { digest, from, limit, query: "" });
      if (!page.ok) return page;
      let { opening } = page.value;
      const rows = page.value.lines.map((line): LogLine => {
        const own = { text: line, opening };
        opening = leftOn(opening, line);
        return own;
      });
      return { ok: true as const, value: { rows, total: page.value.total } };
    },
    [digest],
  );
  const lines = usePages(load);
  const found = useQuery("evidence.log", { digest, from: 0, limit: 1, query }, { keepPrevious: true });
  const matches = query === "" || found.answers?.query !== query ? [] : (found.value?.matches ?? []);
  const height = useScaled(20);
  const { total, want } = lines;
  const [part, setPart] = useState(0);
  const first = part * partLines;
  const parts = Math.ceil((total ?? 0) / partLines);
  const onSeen = useCallback(
    (from: number, to: number) => {
      want(first + Math.max(0, from), first + to);
    },
    [want, first],
  );
  /** Brings a line on screen that may be in another part; the list begins anew there. */
  const goTo = (line: number): void => {
    setPart(Math.floor(line / partLines));
    setCursor(line);
    setJump((n) => n + 1);
    requestAnimationFrame(intoDetail);
  };
  const toMatch = (from: number, step: 1 | -1): number | undefined =>
    step === 1
      ? (matches.find((line) => line > from) ?? matches[0])
      : (matches.findLast((line) => line < from) ?? matches.at(-1));
  const step = (from: number, by: 1 | -1): number | undefined => {
    const line = toMatch(from, by);
    if (line === undefined) return undefined;
    if (line >= first && line < first + partLines) return line - first;
    goTo(line);
    return undefined;
  };
  const under = lines.at(cursor);
  const matched = found.answers?.query === query ? (found.value?.matched ?? 0) : null;
  const said =
    query === ""
      ? total === null
        ? ""
        : formatPlural(total, "line")
      : matched === null
        ? "searching"
        : matched === 0
          ? "no line has this"
          : `${formatPlural(matched, "line has", "lines have")} this, n and p step through them`;
  return (
    <div className="evidence-fill">
      <FilterBar
        label="Find in the log"
        text={text}
        onText={setText}
        said={said}
        onEnter={() => {
          const line = toMatch(cursor - 1, 1);
          if (line === undefined) intoDetail();
          else goTo(line);
        }}
      />
      {typeof found.value?.truncated === "string" ? (
        <p className="evidence-more amber">{found.value.truncated}</p>
      ) : null}
      {lines.problem !== null ? (
        <FailedMessage thing="the log" problem={lines.problem} onRetry={lines.retry} />
      ) : total === null ? (
        <LoadingMessage thing="the log" slow={false} />
      ) : total === 0 ? (
        <p className="evidence-more">The log is empty.</p>
      ) : (
        <div className="evidence-two">
          <DetailList
            key={jump}
            label="Log lines"
            count={Math.min(partLines, total - first)}
            rowHeight={height}
            start={cursor - first}
            columns={2}
            rowKey={String}
            rowName={(index) => `line ${formatCount(first + index + 1)}, ${plainText(lines.at(first + index))}`}
            renderRow={(index) => <Line number={first + index + 1} line={lines.at(first + index)} query={query} />}
            onCursor={(index) => {
              setCursor(first + index);
            }}
            onSeen={onSeen}
            keys={{ n: (index) => step(first + index, 1), p: (index) => step(first + index, -1) }}
          />
          {parts <= 1 ? null : (
            <p className="evidence-more">
              {`Lines ${formatCount(first + 1)} to ${formatCount(Math.min(total, first + partLines))} of ${formatCount(total)}. `}
              <Button
                small
                disabledReason={part === 0 ? "This is the first part." : undefined}
                onClick={() => {
                  goTo(first - 1);
                }}
              >
                Lines before
              </Button>{" "}
              <Button
                small
                disabledReason={part + 1 >= parts ? "This is the last part." : undefined}
                onClick={() => {
                  goTo(first + partLines);
                }}
              >
                Lines after
              </Button>
            </p>
          )}
          {under === undefined || under.text.length <= longLine ? null : (
            <section className="evidence-output" aria-label={`Line ${formatCount(cursor + 1)} whole`} tabIndex={0}>
              <p className="evidence-output-head">{`Line ${formatCount(cursor + 1)}`}</p>
              <pre className="evidence-code" dir="ltr">
                <AnsiText text={under.text} opening={under.opening} query={query} />
              </pre>
            </section>
          )}
        </div>
      )}
    </div>
  );
}

function plainText(line: LogLine | undefined): string {
  // Names are read aloud without their escape sequences.
  return line === undefined ? "loading" : line.text.slice(0, 200).replace(/\u001b\[[\d;:]*m/gu, "");
}

interface LineProps {
  readonly number: number;
  readonly line: LogLine | undefined;
  readonly query: string;
}

function Line({ number, line, query }: LineProps) {
  return (
    <div className="evidence-log-line">
      <span role="gridcell" className="evidence-log-number">
        {formatCount(number)}
      </span>
      <span role="gridcell" className="evidence-log-text" dir="ltr">
        {line === undefined ? null : <AnsiText text={line.text} opening={line.opening} query={query} />}
      </span>
    </div>
  );
}
