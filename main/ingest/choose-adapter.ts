import { err, ok } from "../../shared/result";
import type { Result } from "../../shared/result";
import type { SourceHead, TranscriptAdapter } from "./port";
import { headDocument, headRecords } from "./source-head";

/**
 * Finds the adapter that reads a file, by its content.
 * Errors: "not-json" if it holds no JSON at all, "not-a-transcript" if none recognises it, "two-adapters" if more than one does: guessing would put the events of one runner under another's name.
 */
export function chooseAdapter(adapters: readonly TranscriptAdapter[], head: SourceHead): Result<TranscriptAdapter> {
  const matches = adapters.filter((adapter) => adapter.recognises(head));
  const [first, second] = matches;
  if (first !== undefined && second === undefined) return ok(first);
  if (first !== undefined) {
    const names = matches.map((adapter) => adapter.name).join(" and ");
    return err({
      code: "two-adapters",
      message: `${head.name} looks like a transcript of ${names}.`,
      place: head.name,
      remedy: "Nothing was taken from it. Look whether two transcripts were put into one file.",
    });
  }
  if (head.bytes.length > 0 && headRecords(head).length === 0 && headDocument(head) === null)
    return err({
      code: "not-json",
      message: `${head.name} holds no JSON: it is damaged, or of another kind than its name says.`,
      place: head.name,
      remedy: "Nothing was taken from it. Copy it again if it should be a transcript.",
    });
  return err({
    code: "not-a-transcript",
    message: head.bytes.length === 0 ? `${head.name} is empty.` : `${head.name} is not a transcript of a known runner.`,
    place: head.name,
    remedy: `Transcripts of these runners are read: ${adapters.map((adapter) => adapter.name).join(", ")}.`,
  });
}
