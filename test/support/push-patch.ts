import type { App } from "../../main/app";
import { sha256 } from "../../main/platform/files";
import { fileDigestInput } from "../../shared/diff/parse-patch";
import { patchRows } from "../../shared/diff/rows";

/** Gives an attempt another patch, as a push to its branch does: archived, with the files and digests it has. */
export function pushPatch(app: App, attemptId: string, text: string): void {
  const digest = app.core.archive.put(Buffer.from(text));
  const files = patchRows(text).files.map((file) => ({
    path: file.path,
    oldPath: file.oldPath,
    status: file.status,
    added: file.added,
    removed: file.removed,
    binary: file.binary,
    digest: sha256(fileDigestInput(text, file)),
  }));
  app.core.index
    .prepare("UPDATE attempt SET record = json_set(record, '$.patchDigest', ?, '$.files', json(?)) WHERE id = ?")
    .run(digest, JSON.stringify(files), attemptId);
}
