import { SafeText } from "../ui/SafeText";
import { PlacedText } from "./PlaceLink";
import { commentParts, suggestionLines } from "./comment-text";

/** A comment's text: as it was typed, code set apart. Never markup. */
export function CommentText({ text }: { readonly text: string }) {
  return (
    <div className="comment-text">
      {commentParts(text).map((part) =>
        part.kind === "block" ? (
          <pre key={part.at} className="comment-block">
            <SafeText code lines text={part.text} />
          </pre>
        ) : part.kind === "code" ? (
          <code key={part.at} className="comment-code">
            <SafeText code text={part.text} />
          </code>
        ) : (
          <PlacedText key={part.at} lines text={part.text} />
        ),
      )}
    </div>
  );
}

const signs = { same: "", del: "−", add: "+" } as const;
const names = { same: "unchanged", del: "removed", add: "added" } as const;

/** A suggested edit as a small diff of the lines it was written on. */
export function CommentSuggestion({ before, after }: { readonly before: string; readonly after: string }) {
  const lines = suggestionLines(before, after);
  const changed = lines.some(({ sign }) => sign !== "same");
  return (
    <figure className="comment-suggestion" aria-label="Suggested edit">
      <figcaption>{changed ? "Suggested edit" : "Suggested edit: no change yet"}</figcaption>
      {lines.map((line) => (
        <div key={line.at} className={`comment-line comment-line-${line.sign}`}>
          <span className="comment-sign" role="img" aria-label={names[line.sign]}>
            {signs[line.sign]}
          </span>
          <SafeText code lines text={line.text} />
        </div>
      ))}
    </figure>
  );
}
