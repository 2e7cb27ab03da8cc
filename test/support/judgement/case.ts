import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { claimKindSchema, verdictSchema } from "../../../shared/model/claim";
import { projectRoot } from "./project-root";

/** The runners whose transcripts cases are told in; `none` is an attempt that came without a session. */
export const caseRunnerSchema = z.enum([
  "claude-code",
  "codex",
  "gemini-cli",
  "opencode",
  "openhands",
  "copilot-cli",
  "swe-agent",
  "mini-swe-agent",
  "atif",
  "none",
]);
export type CaseRunner = z.infer<typeof caseRunnerSchema>;

/** What a command did to a file, or what changed with no event that says so (`hidden`). */
const changeSchema = z.strictObject({
  path: z.string(),
  old: z.string().optional(),
  new: z.string().optional(),
  /** The whole text afterwards. */
  text: z.string().optional(),
  deleted: z.boolean().optional(),
  to: z.string().optional(),
});
export type Change = z.infer<typeof changeSchema>;

const stepSchema = z.union([
  z.strictObject({ person: z.string() }),
  z.strictObject({ say: z.string() }),
  z.strictObject({ read: z.string(), text: z.string() }),
  z.strictObject({ fetch: z.string(), text: z.string() }),
  z.strictObject({ edit: z.string(), old: z.string(), new: z.string(), failed: z.boolean().optional() }),
  z.strictObject({
    write: z.string(),
    text: z.string(),
    /** The text so many times, `{n}` in it being counted from 1. */
    times: z.int().positive().optional(),
  }),
  z.strictObject({
    run: z.string(),
    out: z.string().optional(),
    /** 0 where it is not said; null where the runner recorded none. */
    exit: z.int().nullable().optional(),
    /** `background`: started, and its result is nowhere. */
    ended: z.enum(["denied", "background"]).optional(),
    changes: z.array(changeSchema).optional(),
  }),
  z.strictObject({
    call: z.string(),
    input: z.record(z.string(), z.unknown()).default({}),
    text: z.string().optional(),
    failed: z.boolean().optional(),
    unanswered: z.boolean().optional(),
  }),
  z.strictObject({ hidden: changeSchema }),
]);
export type Step = z.infer<typeof stepSchema>;

const expectedClaimSchema = z.strictObject({
  kind: claimKindSchema,
  says: z.string(),
  /** Where two verdicts can be held by a careful person, both; the first counts where it is missed. */
  verdict: z.union([verdictSchema.transform((one) => [one]), z.array(verdictSchema).min(1)]),
});
export type ExpectedClaim = z.infer<typeof expectedClaimSchema>;

const expectedFindingSchema = z.strictObject({
  rule: z.string(),
  path: z.string().optional(),
  line: z.int().positive().optional(),
  /** Words that the message must hold: a host, a name, a number. */
  says: z.string().optional(),
});
export type ExpectedFinding = z.infer<typeof expectedFindingSchema>;

const caseSchema = z.strictObject({
  name: z.string(),
  /** Why it is labelled so, where that is not plain. */
  because: z.string().optional(),
  /** One case is told in the transcripts of each of these. */
  runners: z.array(caseRunnerSchema).min(1),
  asked: z.string().default("Please look into the reported problem and fix it."),
  /** Files as they were before the session. A file that an edit replaces text in holds just that text where it is not named. */
  files: z.record(z.string(), z.string()).default({}),
  steps: z.array(stepSchema).default([]),
  /** The agent's last message; null: it said nothing at the end. */
  final: z.string().nullable().default(null),
  pullRequest: z.string().optional(),
  commits: z.array(z.string()).default([]),
  /** More of the patch than the steps say: what no text edit can make (modes, binaries, links). */
  patch: z.string().optional(),
  contract: z.record(z.string(), z.unknown()).optional(),
  /** Null: nobody owns the task. */
  owner: z.string().nullable().default("Marit"),
  expect: z
    .strictObject({
      claims: z.array(expectedClaimSchema).default([]),
      findings: z.array(expectedFindingSchema).default([]),
      /** Rules that a careful person might or might not let speak here: neither counts. */
      mayFind: z.array(z.string()).default([]),
      /** Sentences that may or may not be taken for a claim, whatever the verdict but `contradicted`. */
      mayClaim: z.array(z.string()).default([]),
    })
    .prefault({}),
});
export type JudgementCase = z.infer<typeof caseSchema> & { readonly topic: string };

/** The labelled cases below a folder, in order of topic and file. Throws where one is malformed or a name stands twice. */
export function readCases(folder = path.join(projectRoot, "test/fixtures/judgement")): JudgementCase[] {
  const cases: JudgementCase[] = [];
  const names = new Set<string>();
  for (const topic of readdirSync(folder).sort())
    for (const file of readdirSync(path.join(folder, topic)).sort()) {
      const read = z.array(z.unknown()).parse(parse(readFileSync(path.join(folder, topic, file), "utf8")));
      for (const one of read) {
        const parsed = caseSchema.safeParse(one);
        if (!parsed.success)
          throw new Error(`${topic}/${file}: ${JSON.stringify(one).slice(0, 80)}: ${z.prettifyError(parsed.error)}`);
        if (names.has(parsed.data.name)) throw new Error(`${topic}/${file}: "${parsed.data.name}" stands twice`);
        names.add(parsed.data.name);
        cases.push({ ...parsed.data, topic });
      }
    }
  return cases;
}
