import { ChangeNumbers } from "../../parts/ChangeBar";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { fileWords, filmTree } from "./film-tree";
import type { FilmPlayer } from "./use-film";

/** The files that were touched so far, as they stand at the step. */
export function FilmFiles({ film, changed }: { readonly film: FilmPlayer; readonly changed: string }) {
  const files = film.shown?.files ?? [];
  return (
    <nav className="film-files" aria-label="Files so far">
      <h2>{`${formatPlural(files.length, "file")} touched so far`}</h2>
      <ul>
        {filmTree(files).map((leaf) =>
          leaf.kind === "folder" ? (
            <li key={leaf.key} className="film-folder" style={{ paddingLeft: 12 + leaf.depth * 12 }}>
              <SafeText code text={`${leaf.name}/`} />
            </li>
          ) : (
            <li key={leaf.key}>
              <button
                type="button"
                className={`film-file film-${leaf.file.state}${leaf.file.path === changed ? " film-now" : ""}`}
                style={{ paddingLeft: 12 + leaf.depth * 12 }}
                aria-pressed={film.path === leaf.file.path}
                title={[leaf.file.path, ...leaf.file.gaps].join("\n")}
                onClick={() => {
                  film.choose(film.path === leaf.file.path ? null : leaf.file.path);
                }}
              >
                <span className="cut">
                  <SafeText code text={leaf.name} />
                  {leaf.file.path === changed ? <span className="only-read">, changed by this step</span> : null}
                </span>
                <span className="film-words">{fileWords(leaf.file)}</span>
                {leaf.file.added === null || leaf.file.removed === null ? (
                  <span className="meta">not counted</span>
                ) : (
                  <ChangeNumbers added={leaf.file.added} removed={leaf.file.removed} />
                )}
              </button>
            </li>
          ),
        )}
      </ul>
    </nav>
  );
}
