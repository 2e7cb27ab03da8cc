import { Fragment } from "react";
import { SafeText } from "../ui/SafeText";
import { ansiSegments, type AnsiSegment } from "./ansi";
import "./ansi.css";

export interface AnsiTextProps {
  readonly text: string;
  /** Colours that earlier lines left on. */
  readonly opening?: string | undefined;
  /** Marked where it stands in the text, whatever its case; "" marks nothing. */
  readonly query?: string | undefined;
}

/** A tool's output with its colours and weights: as text, nothing of it is markup. */
export function AnsiText({ text, opening = "", query = "" }: AnsiTextProps) {
  return (
    <>
      {ansiSegments(text, opening).map((segment, index) => (
        <span key={index} className={classOf(segment)}>
          {marked(segment.text, query)}
        </span>
      ))}
    </>
  );
}

function classOf({ colour, bold, italic, underline, struck }: AnsiSegment): string {
  return [
    colour === "plain" ? "" : `ansi-${colour}`,
    bold ? "ansi-bold" : "",
    italic ? "ansi-italic" : "",
    underline ? "ansi-underline" : "",
    struck ? "ansi-struck" : "",
  ]
    .filter((name) => name !== "")
    .join(" ");
}

function marked(text: string, query: string) {
  if (query === "") return <SafeText code lines text={text} />;
  const parts: { readonly text: string; readonly hit: boolean }[] = [];
  const lower = text.toLowerCase();
  // A few letters change their length with their case: then places in one are not places in the other.
  const wanted = lower.length === text.length ? query.toLowerCase() : "";
  let at = 0;
  for (let hit = wanted === "" ? -1 : lower.indexOf(wanted); hit >= 0; hit = lower.indexOf(wanted, at)) {
    parts.push({ text: text.slice(at, hit), hit: false }, { text: text.slice(hit, hit + wanted.length), hit: true });
    at = hit + wanted.length;
  }
  parts.push({ text: text.slice(at), hit: false });
  return parts.map((part, index) =>
    part.text === "" ? null : part.hit ? (
      <mark key={index} className="ansi-hit">
        <SafeText code lines text={part.text} />
      </mark>
    ) : (
      <Fragment key={index}>
        <SafeText code lines text={part.text} />
      </Fragment>
    ),
  );
}
