import type { FilmLine } from "../../../shared/contract/film";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";
import type { FilmPlayer } from "./use-film";

const signs: Readonly<Record<FilmLine["kind"], string>> = { add: "+", del: "−", context: " ", gap: "" };
const words: Readonly<Record<FilmLine["kind"], string>> = { add: "added: ", del: "removed: ", context: "", gap: "" };

/** One file at a step, against the beginning or against the step before. */
export function FilmDiff({ film }: { readonly film: FilmPlayer }) {
  const { shown, problem } = film;
  if (shown === undefined)
    return problem === undefined ? (
      <LoadingMessage thing="the step" slow={false} />
    ) : (
      <FailedMessage thing="the step" problem={problem} onRetry={film.reload} />
    );
  const { path, lines, left, why } = shown.shown;
  const file = shown.files.find((each) => each.path === path);
  return (
    <section className="film-diff" aria-label={`${path} at this step`}>
      <header className="film-diff-head">
        <span className="mono cut">
          <SafeText code text={path} />
        </span>
        {file === undefined || file.known === "exact" ? null : (
          <span className="amber cut" title={file.gaps.join("; ")}>
            {file.known === "inferred" ? "Inferred: " : "Pieces: "}
            <SafeText text={file.gaps.join("; ")} />
          </span>
        )}
        <span className="grow" />
        <Segmented
          label="Compared with"
          value={film.against}
          options={[
            { value: "previous", label: "The step before" },
            { value: "base", label: "The beginning" },
          ]}
          onChange={(value) => {
            if (value !== film.against) film.turn();
          }}
        />
      </header>
      <div className="film-lines" tabIndex={0} role="region" aria-label="Changed lines" dir="ltr">
        {why === null ? null : <p className="film-why">{why}</p>}
        {lines.map((line, at) => (
          <div key={at} className={`film-line event-diff-${line.kind}`}>
            <span className="film-number" aria-hidden="true">
              {line.old ?? ""}
            </span>
            <span className="film-number" aria-hidden="true">
              {line.new ?? ""}
            </span>
            <span className="film-sign" aria-hidden="true">
              {signs[line.kind]}
            </span>
            <span className="only-read">{words[line.kind]}</span>
            <SafeText code lines text={line.text} />
          </div>
        ))}
        {left === 0 ? null : (
          <p className="film-why">{`${formatPlural(left, "more line")}: not shown to keep this fast. The diff holds them.`}</p>
        )}
      </div>
    </section>
  );
}
