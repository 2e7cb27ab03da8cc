import { Fragment } from "react";
import { textParts } from "./text-parts";
import "./safe-text.css";

export interface SafeTextProps {
  readonly text: string;
  /** Code and paths always run left to right; prose takes its direction from its first strong letter. */
  readonly code?: boolean | undefined;
  /** Keep line ends and runs of spaces. */
  readonly lines?: boolean | undefined;
  readonly className?: string | undefined;
}

/**
 * The one way text from a repository, an agent or a runner is drawn: as text, isolated from the direction of its surroundings,
 * with every character that would not be seen as a chip that names its code point.
 */
export function SafeText({ text, code = false, lines = false, className }: SafeTextProps) {
  const names = ["safe-text", lines ? "safe-text-lines" : "", className ?? ""].filter((name) => name !== "").join(" ");
  return (
    <bdi className={names} dir={code ? "ltr" : "auto"}>
      {textParts(text).map((part) =>
        part.kind === "plain" ? (
          <Fragment key={part.start}>{part.text}</Fragment>
        ) : (
          <HiddenChip key={part.start} code={part.character.label} name={part.character.name} />
        ),
      )}
    </bdi>
  );
}

/** The chip that stands for one hidden character. */
export function HiddenChip({ code, name }: { readonly code: string; readonly name: string }) {
  return (
    <span
      className="hidden-chip"
      role="img"
      aria-label={`hidden character ${code}, ${name}`}
      title={`${code}, ${name}`}
    >
      {code}
    </span>
  );
}
