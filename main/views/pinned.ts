import type { Output } from "../../shared/contract/api";
import type { Pinned } from "../../shared/contract/diff";
import type { Contract } from "../../shared/model/contract";
import { ok, type Result } from "../../shared/result";
import { sha256 } from "../platform/files";
import { readMarks } from "../store/reviewer";
import { readAttempt, readTask, type StoredAttempt } from "../store/tasks";
import type { Core } from "./core";
import { currentSettings } from "./settings";
import { attemptMissing } from "./timeline";

type Bare = Omit<Pinned, "digest" | "read">;

/** What is read before the code of an attempt: its contract, what the agent says, its commit messages, what it was allowed. */
export function pinnedOf(core: Core, attemptId: string): Result<Output<"diff.pinned">> {
  const stored = readAttempt(core.index, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const bare = pinnedTexts(core, stored);
  const digests = bare.map(pinnedDigest);
  const read = new Set(readMarks(core.record, digests, currentSettings(core).reviewerName));
  return ok({
    items: bare.map((item, index) => {
      const digest = digests[index] ?? "";
      return { ...item, digest, read: read.has(digest) };
    }),
  });
}

/** Digests under which the pinned texts of an attempt are marked read. */
export function pinnedDigests(core: Core, stored: StoredAttempt): string[] {
  return pinnedTexts(core, stored).map(pinnedDigest);
}

/** Length before text, so that no two lists of texts give one input. */
function pinnedDigest({ kind, texts }: Bare): string {
  return sha256([kind, ...texts.map(({ text }) => `${String(text.length)} ${text}`)].join("\n"));
}

function pinnedTexts(core: Core, { attempt, judgement }: StoredAttempt): Bare[] {
  const task = readTask(core.index, attempt.taskId);
  const items: Bare[] = [];
  const contract = task?.contract ?? null;
  const kept = task?.contractDigest ?? null;
  const archived = kept === null ? null : core.archive.get(kept);
  if (contract !== null) {
    const text = archived?.ok === true ? archived.value.toString("utf8") : contractText(contract);
    items.push({ kind: "contract", texts: [{ title: null, text, event: null }], claims: [] });
  }
  const claims = judgement?.claims ?? [];
  const said = attempt.statements.filter(({ source }) => source !== "commit");
  const summary =
    attempt.summary !== null && !said.some(({ text }) => text === attempt.summary)
      ? [{ title: "Summary", text: attempt.summary, event: null }]
      : [];
  const texts = [
    ...said.map(({ source, text, event, ref }) => ({ title: ref ?? statementTitles[source], text, event })),
    ...summary,
  ];
  if (texts.length > 0)
    items.push({
      kind: "summary",
      texts,
      claims: claims.flatMap((claim) => (claim.source === "commit" ? [] : [brief(claim)])),
    });
  const commits = attempt.statements.filter(({ source }) => source === "commit");
  if (commits.length > 0)
    items.push({
      kind: "commits",
      texts: commits.map(({ text, event, ref }) => ({ title: ref?.slice(0, 12) ?? null, text, event })),
      claims: claims.flatMap((claim) => (claim.source === "commit" ? [brief(claim)] : [])),
    });
  if (contract !== null)
    items.push({ kind: "allowlist", texts: [{ title: null, text: allowText(contract), event: null }], claims: [] });
  return items;
}

const statementTitles = {
  "final-message": "Final message",
  summary: "Summary",
  "pull-request": "Pull request",
  commit: "Commit",
} as const;

function brief({ id, sentence, span, verdict, why, saidAt }: Pinned["claims"][number]): Pinned["claims"][number] {
  return { id, sentence, span, verdict, why, saidAt };
}

/** A contract whose bytes are not kept, by its fields. */
function contractText({ id, title, objective, constraints, acceptance }: Contract): string {
  return [
    `${id}: ${title}`,
    "",
    objective,
    ...(constraints.length === 0 ? [] : ["", "Constraints", ...constraints.map((each) => `- ${each}`)]),
    ...(acceptance.length === 0
      ? []
      : ["", "Acceptance", ...acceptance.map((each) => `- ${each.name}: ${each.command}`)]),
  ].join("\n");
}

/** What an attempt was allowed, line by line: an absent list allows anything, and says so. */
function allowText({ allow, isolation, network }: Contract): string {
  const list = (name: string, entries: readonly string[] | undefined): string[] => [
    `${name}:${entries === undefined ? " any" : entries.length === 0 ? " none" : ""}`,
    ...(entries ?? []).map((entry) => `  ${entry}`),
  ];
  return [
    ...list("tools", allow.tools),
    ...list("commands", allow.commands),
    ...list("paths", allow.paths),
    ...list("hosts", allow.hosts),
    `isolation: ${isolation}`,
    `network: ${network ?? "as the hosts say"}`,
  ].join("\n");
}
