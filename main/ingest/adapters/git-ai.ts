import { readGitAiNote } from "../git-ai/note";
import { filledField, type JsonObject } from "../json-fields";
import { recognised, unknownType, type TranscriptAdapter } from "../port";
import { headDocument } from "../source-head";

/** The name of the documents that notes are kept in once they were read from a repository. */
const documentFormat = "git-ai note";

/** A note as it is kept: which commit it is on, and its text as it stood. */
export function noteDocument(commit: string, text: string): string {
  return `${JSON.stringify({ format: documentFormat, commit, text }, null, 2)}\n`;
}

function isNote(record: JsonObject): boolean {
  return filledField(record, "format") === documentFormat && filledField(record, "commit") !== null;
}

/** git-ai: authorship logs, as they are kept after reading them from a repository's notes. They hold no session. */
export const gitAi: TranscriptAdapter = {
  id: "git-ai",
  name: "git-ai note",
  recognises(head) {
    const document = headDocument(head);
    if (document?.root !== "object" || !document.keys.has("format")) return false;
    return isNote(Object.fromEntries(document.records.flatMap(({ record }) => Object.entries(record))));
  },
  framing: () => ({ descend: [] }),
  open: () => ({
    read(record) {
      if (!isNote(record)) return unknownType("document");
      return readGitAiNote(filledField(record, "text") ?? "") === null
        ? { kind: "malformed", reason: "The note is not an authorship log of a known schema." }
        : recognised;
    },
    end: () => ({ session: null, names: [] }),
  }),
};
