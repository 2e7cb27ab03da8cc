import { memo, type ReactNode } from "react";
import { countHiddenCharacters } from "../../../shared/diff/hidden-characters";
import { formatCount } from "../../ui/format";
import { HiddenChip } from "../../ui/SafeText";
import type { RowSpans } from "../../workers/diff-messages";
import { findPattern } from "../../workers/find-rows";
import { SYNTAX_CLASSES } from "../../workers/syntax-classes";
import { MOST_DRAWN, WITHHELD_FROM } from "./line-heights";
import { segmentsOf, type Segment } from "./segments";

export interface CodeTextProps {
  readonly text: string;
  readonly row: number;
  readonly spans: RowSpans | null;
  /** What is searched for, or the empty text. */
  readonly query: string;
  /** Marks of words that differ are left out where the line is drawn as unchanged. */
  readonly words: boolean;
  readonly noNewline: boolean;
  /** A very long line was asked for. */
  readonly shown: boolean;
  readonly onShow: (row: number) => void;
}

const none = new Uint32Array(0);

/** The text of one line: an agent's bytes, drawn as text, hidden characters as chips. */
export const CodeText = memo(function CodeText(props: CodeTextProps) {
  const { text, row, spans, query, words, noNewline, shown, onShow } = props;
  if (text.length > WITHHELD_FROM && !shown) return <Withheld text={text} row={row} onShow={onShow} />;
  const drawn = text.length > MOST_DRAWN ? text.slice(0, MOST_DRAWN) : text;
  const at = spans === null ? 0 : row - spans.firstRow;
  const segments = segmentsOf(
    drawn,
    spans === null
      ? none
      : spans.syntax.subarray((spans.syntaxIndex[at] ?? 0) * 3, (spans.syntaxIndex[at + 1] ?? 0) * 3),
    spans === null || !words
      ? none
      : spans.words.subarray((spans.wordIndex[at] ?? 0) * 2, (spans.wordIndex[at + 1] ?? 0) * 2),
    hitsOf(drawn, query),
  );
  return (
    <pre className="diff-code" dir="ltr">
      {segments.map(drawSegment)}
      {noNewline ? <span className="diff-no-newline">no newline at end of file</span> : null}
      {text.length > MOST_DRAWN ? (
        <span className="diff-no-newline">{`${formatCount(text.length - MOST_DRAWN)} more characters are not shown`}</span>
      ) : null}
    </pre>
  );
});

function hitsOf(text: string, query: string): number[] {
  if (query === "") return [];
  const hits: number[] = [];
  for (const match of text.matchAll(findPattern(query))) hits.push(match.index, match.index + match[0].length);
  return hits;
}

function drawSegment(segment: Segment, index: number): ReactNode {
  const { text, syntax, word, hit, hidden } = segment;
  if (hidden !== null) return <HiddenChip key={index} code={hidden.label} name={hidden.name} />;
  const syntaxClass = syntax === 0 ? "" : `diff-${SYNTAX_CLASSES[syntax] ?? "plain"}`;
  if (hit || word) {
    const name = `${hit ? "diff-hit" : "diff-word"} ${syntaxClass}`.trim();
    return (
      <mark key={index} className={name}>
        {text}
      </mark>
    );
  }
  return syntaxClass === "" ? (
    text
  ) : (
    <span key={index} className={syntaxClass}>
      {text}
    </span>
  );
}

function Withheld({
  text,
  row,
  onShow,
}: {
  readonly text: string;
  readonly row: number;
  readonly onShow: (row: number) => void;
}) {
  const hidden = countHiddenCharacters(text);
  const also = hidden === 0 ? "" : ` ${formatCount(hidden)} of them hidden characters.`;
  return (
    <div className="diff-code diff-withheld">
      <span>{`${formatCount(text.length)} characters: not shown to keep this fast.${also}`}</span>
      <button
        type="button"
        className="link"
        onClick={() => {
          onShow(row);
        }}
      >
        Show anyway
      </button>
    </div>
  );
}
