import type { PatchRows } from "../../../shared/diff/rows";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import type { FoundFile } from "./use-find";

/** More files than this are counted, not listed. */
const mostListed = 200;

export interface FindResultsProps {
  readonly files: readonly FoundFile[];
  readonly rows: PatchRows;
  readonly current: number;
  readonly onOpen: (row: number) => void;
}

/** Where a search found something, by file, with the number of lines in each. */
export function FindResults({ files, rows, current, onOpen }: FindResultsProps) {
  if (files.length < 2) return null;
  const left = files.length - mostListed;
  return (
    <ul className="diff-found" aria-label={`Found in ${formatPlural(files.length, "file")}`}>
      {files.slice(0, mostListed).map(({ file, lines, firstRow }) => (
        <li key={file}>
          <button
            type="button"
            className={
              file === current ? "diff-found-file diff-found-current focus-inset" : "diff-found-file focus-inset"
            }
            onClick={() => {
              onOpen(firstRow);
            }}
          >
            <SafeText code text={rows.files[file]?.path ?? ""} className="cut mono" />
            <span className="dim nowrap">{formatPlural(lines, "line")}</span>
          </button>
        </li>
      ))}
      {left > 0 ? <li className="meta">{`${formatCount(left)} more files are not listed.`}</li> : null}
    </ul>
  );
}
