import path from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import * as z from "zod";
import { runnerKindSchema } from "../../shared/model/runner";
import type { TrustedKey } from "../../shared/model/trusted-key";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { readPublicKey } from "../attest/public-key";
import type { PackTools } from "../pack/pack-checks";
import { readWhole } from "../platform/files";
import { buildPack, type BuiltPack, type PackRequest } from "../services/build-pack";
import { verifyPack, type PackVerdict } from "../services/verify-pack";
import { readTrustedKeys } from "../store/trusted-keys";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";
import { withoutHome } from "./without-home";

const keyFileLimit = 65_536;
const inputLimit = 1024 * 1024;

interface PackOptions {
  readonly contract?: string;
  readonly base?: string;
  readonly head?: string;
  readonly out?: string;
  readonly key?: string;
  readonly transcript: readonly string[];
  readonly artifact: readonly string[];
  readonly run: boolean;
  readonly timeout: number;
  readonly attempt?: string;
  readonly repository?: string;
  readonly summaryFile?: string;
  readonly runner?: string;
  readonly runnerName?: string;
  readonly hook: boolean;
}

/** `pack`, `pack verify DIR`. In: the adapters and parsers that what is packed is recognised by. */
export function packCommand(terminal: Terminal, lists: Pick<PackTools, "adapters" | "parsers">): Command {
  const pack = newCommand(
    "pack",
    "Build an evidence pack in a worktree: its change, its contract, the acceptance checks as they went, and transcripts.",
  )
    .option("--contract <file>", "the contract (default: contract.yaml at the worktree's root, where there is one)")
    .option("--base <ref>", "where the change begins (default: where it left the main branch)")
    .option("--head <ref>", "where it ends (default: what is checked out)")
    .option("--out <dir>", "folder of the pack (default: countersign-pack); a pack that is there is replaced")
    .option("--key <file>", "private key (PEM) to sign the pack with")
    .option("--transcript <file...>", "transcripts of the sessions that made the change", [])
    .option("--artifact <glob...>", "files to pack as evidence, beside those the contract declares", [])
    .option("--no-run", "run no command; pack only what is there")
    .addOption(
      new Option("--timeout <seconds>", "for a check whose contract says none").default(1800).argParser(seconds),
    )
    .option(
      "--attempt <id>",
      "names the attempt (default: the branch); a pack of the same name is the same attempt anew",
    )
    .option("--repository <name>", "names the repository (default: as its remote is called)")
    .option("--summary-file <file>", "what the agent says it did (default: the head's commit message)")
    .addOption(
      new Option("--runner <kind>", "what ran the agent (default: as the transcript says)").choices(
        runnerKindSchema.options,
      ),
    )
    .option("--runner-name <name>", "what to call the runner")
    .option("--hook", "read a stop hook's JSON on standard input and attach the transcript it names", false)
    .addHelpText(
      "after",
      `
The contract's acceptance checks are YOUR commands: they run through your shell, in the worktree, with your rights and your
environment, as your CI would run them. Read a contract that others wrote before you pack with it, or use --no-run.

  pack                                                      by hand, in the worktree
  pack --base origin/main --key "$PACK_KEY" --out pack      in CI, with the key in a file
  pack --hook --out ~/packs/$(git branch --show-current)    as a stop hook: the transcript comes on standard input

The exit code is 0 when the pack is written, however its checks ended. docs/packs.md has each of these in full.`,
    )
    .action(async (options: PackOptions, command: Command) => {
      await withoutHome(command, async ({ json, screen, cancelled }) => {
        const request = await requestOf(options);
        if (!request.ok) return request;
        const built = await buildPack(request.value, {
          ...lists,
          env: process.env,
          cancelled,
          tell: (line) => {
            if (!json) screen.line(`  ${plain(line)}`);
          },
        });
        if (!built.ok) return built;
        if (json) screen.json(built.value);
        else printPack(screen, built.value);
        return ok(0);
      });
    });
  pack.addCommand(verifyCommand(terminal));
  return pack;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 86_400)
    throw new InvalidArgumentError("A whole number of seconds up to 86400.");
  return value;
}

async function requestOf(options: PackOptions): Promise<Result<PackRequest>> {
  const key = options.key === undefined ? null : await readText(options.key, keyFileLimit);
  if (key?.ok === false) return key;
  const summary = options.summaryFile === undefined ? null : await readText(options.summaryFile, inputLimit);
  if (summary?.ok === false) return summary;
  const hook = options.hook ? await hookInput() : null;
  if (hook?.ok === false) return hook;
  return ok({
    folder: hook?.value.cwd ?? process.cwd(),
    contract: options.contract ?? null,
    base: options.base ?? null,
    head: options.head ?? null,
    out: path.resolve(options.out ?? "countersign-pack"),
    key: key?.value ?? null,
    transcripts: [...options.transcript, ...(hook === null ? [] : [hook.value.transcript_path])],
    artifacts: options.artifact,
    run: options.run,
    timeoutSeconds: options.timeout,
    attempt: options.attempt ?? null,
    repository: options.repository ?? null,
    summary: summary?.value ?? null,
    runner: { kind: runnerKindSchema.safeParse(options.runner).data ?? null, name: options.runnerName ?? null },
  });
}

async function readText(file: string, limit: number): Promise<Result<string>> {
  const read = await readWhole(file, limit);
  return read.ok ? ok(Buffer.from(read.value).toString("utf8")) : read;
}

/** What Claude Code gives a stop hook on standard input, as far as it is used. */
const hookSchema = z.looseObject({ transcript_path: z.string().min(1), cwd: z.string().min(1).optional() });

async function hookInput(): Promise<Result<z.infer<typeof hookSchema>>> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const part = Buffer.from(chunk as Uint8Array);
    parts.push(part);
    bytes += part.length;
    if (bytes > inputLimit) break;
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
    const read = hookSchema.safeParse(value);
    if (read.success) return ok(read.data);
  } catch {
    // Said below.
  }
  return err({
    code: "hook-input",
    message: "Standard input holds no JSON of a stop hook with a transcript_path.",
    remedy: "Leave --hook out, or let the runner's hook call the command.",
  });
}

function printPack(screen: Screen, built: BuiltPack): void {
  for (const check of built.checks)
    screen.line(
      check.exitCode === null
        ? `${plain(check.id)}: not run`
        : `${plain(check.id)}: ${check.passed === true ? "passed" : "failed"}, exit ${String(check.exitCode)}${check.expected === 0 ? "" : ` where ${String(check.expected)} is expected`}`,
    );
  for (const note of built.notes) {
    screen.line(`! ${plain(note.message)}`);
    if (note.remedy !== undefined) screen.line(`  ${plain(note.remedy)}`);
  }
  screen.line(
    `Packed ${counted(built.files.length, "file")} of ${plain(built.attempt)}, ${built.base.slice(0, 12)}..${built.head.slice(0, 12)}, ${built.signedBy === null ? "unsigned" : `signed with ${built.signedBy.slice(0, 12)}`}.`,
  );
  screen.line(`${plain(built.folder)}, manifest ${built.digest}`);
}

function verifyCommand(terminal: Terminal): Command {
  return newCommand("verify", "Say what holds of a pack and what does not. Nothing is written, nothing is executed.")
    .argument("<dir>", "folder of the pack")
    .option("--key <file>", "public key (PEM) that must have signed it")
    .addHelpText(
      "after",
      `
With --key no data folder is opened, and an unsigned pack does not hold. Without it, signatures are checked against the keys you
trust (countersign keys list); a signature by anyone else is said and proves nothing. The exit code is 1 when anything does not hold.`,
    )
    .action(async (folder: string, _options, command: Command) => {
      // `pack` has an option of this name too, and takes it wherever it stands.
      const { key } = command.optsWithGlobals<{ key?: string }>();
      if (key === undefined)
        await terminal.run(command, async ({ app, json, screen }) =>
          told(await verifyPack(folder, readTrustedKeys(app.core.record), false, () => false), json, screen),
        );
      else
        await withoutHome(command, async ({ json, screen, cancelled }) => {
          const keys = await givenKey(key);
          if (!keys.ok) return keys;
          return told(await verifyPack(folder, keys.value, true, cancelled), json, screen);
        });
    });
}

async function givenKey(file: string): Promise<Result<TrustedKey[]>> {
  const text = await readText(file, keyFileLimit);
  if (!text.ok) return text;
  const read = readPublicKey(text.value);
  if (!read.ok) return err({ ...read.error, place: file });
  const { id, pem, algorithm } = read.value;
  return ok([
    {
      id,
      name: path.basename(file),
      kind: "public-key",
      algorithm,
      text: pem,
      identity: null,
      issuer: null,
      addedAt: new Date().toISOString(),
    },
  ]);
}

function told(verdict: Result<PackVerdict>, json: boolean, screen: Screen): Result<number> {
  if (!verdict.ok) return verdict;
  const { value } = verdict;
  if (json) screen.json(value);
  else {
    screen.line(
      `${plain(value.repository)}, attempt ${plain(value.attempt)}, ${value.base.slice(0, 12)}..${value.head.slice(0, 12)}, manifest ${value.manifest}`,
    );
    screen.table(
      [
        { head: "Holds" },
        { head: "Role" },
        { head: "Bytes", right: true },
        { head: "Signed" },
        { head: "File", most: 120 },
      ],
      value.files.map((file) => [
        file.holds ? "yes" : "NO",
        file.role,
        String(file.bytes),
        signedWord(file.signatures),
        file.path,
      ]),
    );
    screen.line(signatureSentence(value));
    for (const problem of value.problems) screen.line(`! ${plain(problem.message)}`);
    screen.line(
      value.holds
        ? "Everything holds."
        : `${counted(value.problems.length, "thing")} ${value.problems.length === 1 ? "does" : "do"} not hold.`,
    );
  }
  return ok(value.holds ? 0 : 1);
}

function signedWord(checks: PackVerdict["signatures"]): string {
  if (checks.some(({ outcome }) => outcome === "wrong")) return "WRONG";
  if (checks.some(({ outcome }) => outcome === "verified")) return "verified";
  return checks.length === 0 ? "no" : "not verified";
}

function signatureSentence({ signatures, signed }: PackVerdict): string {
  const by = signatures.flatMap((check) => (check.outcome === "verified" && check.by !== null ? [check.by] : []));
  if (signed === "unsigned") return "The pack is unsigned: nothing shows who made it.";
  if (signed === "verified") return `The pack is signed by ${plain([...new Set(by)].join(", "))}.`;
  return `The pack's signature is not verified. ${plain(signatures.map(({ note }) => note ?? "").join(" "))}`.trim();
}
