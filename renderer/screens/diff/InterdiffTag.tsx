import { Kbd } from "../../ui/Kbd";
import { usePairFile } from "./interdiff-pair";

/** In a file's header: which side the file is on, or that it opened on what changed since it was read, with the way to the whole. */
export function InterdiffTag({ path, current }: { readonly path: string; readonly current: boolean }) {
  const found = usePairFile(path);
  if (found === null) return null;
  const { file, pair } = found;
  const { onWhole } = pair;
  return (
    <>
      {file.tag === null ? null : (
        <span className={file.since === "shown" ? "diff-tag amber" : "diff-tag"} title={file.title}>
          {file.tag}
        </span>
      )}
      {file.since === null || onWhole === null ? null : (
        <button
          type="button"
          className="link diff-since"
          title={file.title}
          onClick={() => {
            onWhole(path, file.since === "shown");
          }}
        >
          {file.since === "shown" ? "Show whole" : "Show what changed since"} {current ? <Kbd>i</Kbd> : null}
        </button>
      )}
    </>
  );
}
