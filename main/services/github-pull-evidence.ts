import type { Evidence } from "../../shared/model/evidence";
import type { PackFile } from "../../shared/model/pack";
import { sha256 } from "../platform/files";
import { checkAnswers, checksFile, checksNote } from "../github/check-answers";
import type { PullFacts } from "../github/pull-facts";
import type { Core } from "../views/core";
import { readEvidence } from "./read-evidence";

/** Formats that any text or list has: in an artifact they show nothing by themselves. */
const unspecific: ReadonlySet<string | null> = new Set([null, "log"]);

/**
 * What GitHub's checks and a workflow's artifacts show, as evidence. Both are records that GitHub keeps: observed, and made on the head
 * that GitHub names. In: what was read of a pull request. Out: the checks first, then the files of artifacts that a reader knows.
 */
export async function evidenceOfPull(core: Core, facts: PullFacts): Promise<Evidence[]> {
  const head = facts.pull.head.sha;
  const answers = checkAnswers(head, facts.checks);
  const files: PackFile[] = [];
  if (answers !== null) {
    const bytes = Buffer.from(answers, "utf8");
    core.archive.put(bytes);
    files.push({
      path: checksFile,
      sha256: sha256(answers),
      bytes: bytes.length,
      role: "evidence",
      evidence: { kind: "check-run", producer: "GitHub" },
    });
  }
  const from = new Map<string, PullFacts["artifacts"][number]>();
  for (const artifact of facts.artifacts)
    for (const file of artifact.files) {
      const path = `github/artifacts/${artifact.artifact.name}/${file.path}`.slice(0, 1000);
      from.set(path, artifact);
      files.push({
        path,
        sha256: file.sha256,
        bytes: file.bytes,
        role: "evidence",
        evidence: { kind: "log", producer: `GitHub Actions, ${artifact.workflow}`.slice(0, 200) },
      });
    }
  const read = await readEvidence(core, files, { base: facts.patch.base, head, tree: null });
  return read.flatMap((item): Evidence[] => {
    const artifact = from.get(item.file?.path ?? "");
    if (artifact === undefined) return [{ ...item, standing: "observed", note: joined(item.note, checksNote(facts)) }];
    return unspecific.has(item.format) ? [] : [ofArtifact(item, artifact, head)];
  });
}

/** A file of an artifact that names no commit itself was made in a run of the head; one that names another was not. */
function ofArtifact(item: Evidence, artifact: PullFacts["artifacts"][number], head: string): Evidence {
  const said = item.madeOn !== undefined;
  const run =
    artifact.event === "pull_request"
      ? `Uploaded by the workflow ${artifact.workflow} for the event pull_request: it ran on a merge of this head into its base.`
      : `Uploaded by the workflow ${artifact.workflow} for the event ${artifact.event}.`;
  return {
    ...item,
    standing: "observed",
    producedAt: item.producedAt ?? artifact.artifact.createdAt,
    ...(said ? {} : { madeOn: { tree: null, commits: [head] }, tree: "match" as const }),
    note: joined(item.note, run),
  };
}

function joined(...notes: readonly (string | null)[]): string | null {
  const said = notes.filter((note) => note !== null);
  return said.length === 0 ? null : said.join(" ");
}
