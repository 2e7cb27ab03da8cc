import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Option, type Command } from "commander";
import type { ExportedBundle, OpenedBundle } from "../../shared/contract/audit";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { unknownKindsSentence } from "../../shared/review/unknown-kinds";
import { exportBundle } from "../services/export-bundle";
import { exportProof } from "../services/export-proof";
import { verifierFile } from "../services/run-verifier";
import { auditTable, collected, seqArgument, tellFilterProblems } from "./audit-arguments";
import { outElsewhere } from "./out-elsewhere";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";
import { withoutHome } from "./without-home";

/** The commands about bundles. In: also the folder of the app's resources, beside which the verifier lies. */
export function bundleCommands(terminal: Terminal, resources: string): Command[] {
  return [
    exportCommand(terminal),
    proveCommand(terminal),
    verifyCommand(terminal, resources),
    openCommand(terminal),
    compareCommand(terminal),
  ];
}

interface ExportOptions {
  readonly out?: string;
  readonly tar: boolean;
  readonly from?: number;
  readonly to?: number;
  readonly withhold: readonly number[];
  readonly texts: boolean;
}

function exportCommand(terminal: Terminal): Command {
  return newCommand("export", "Write a bundle of the log that anyone can verify without this program.")
    .option(
      "--out <path>",
      "folder, or file with --tar, to make (default: a name of its own in the data folder's reports/)",
    )
    .option("--tar", "one uncompressed .tar instead of a folder", false)
    .addOption(new Option("--from <seq>", "first entry (default: 0)").argParser(seqArgument))
    .addOption(
      new Option("--to <size>", "number of entries of the log it ends with (default: all of them)").argParser(
        seqArgument,
      ),
    )
    .addOption(
      new Option("--withhold <seq...>", "entries of which only the hash is given")
        .default([])
        .argParser((text: string, before: readonly number[]) => [...before, seqArgument(text)]),
    )
    .option("--no-texts", "leave out what was typed with decisions: only its commitments are given")
    .addHelpText(
      "after",
      `
  audit export --tar --out night.tar
  audit export --from 1200 --out since-the-audit     with proofs of the keys told of before
  audit export --withhold 14 15 --no-texts           what is left out is counted, and cannot be denied later

Give the keys that "audit keys" prints to whoever verifies by another way than the bundle: keys inside it prove nothing.
Keep checkpoints/<n>.note out of it: with --known-checkpoint it shows later that the log only grew.`,
    )
    .action(async (options: ExportOptions, command: Command) => {
      await terminal.run(command, async ({ app, json, screen }) => {
        const out = outElsewhere(app.core, options.out ?? null);
        if (!out.ok) return out;
        const written = await exportBundle(
          app.core,
          {
            out: out.value,
            tar: options.tar,
            from: options.from ?? null,
            to: options.to ?? null,
            withhold: options.withhold,
            texts: options.texts,
          },
          () => false,
        );
        if (!written.ok) return written;
        if (json) screen.json(written.value);
        else printExport(screen, written.value);
        return ok(undefined);
      });
    });
}

function printExport(screen: Screen, written: ExportedBundle): void {
  const left = [
    ...(written.withheld > 0 ? [`${counted(written.withheld, "entry", "entries")} withheld`] : []),
    ...(written.textsWithheld > 0 ? [`${counted(written.textsWithheld, "text")} of decisions left out`] : []),
  ];
  screen.line(
    `Wrote ${plain(written.path)}: entries ${String(written.from)} to ${String(written.to - 1)}, ${counted(written.decisions, "decision")}, ${counted(written.files, "file")}, ${String(written.bytes)} bytes.`,
  );
  if (left.length > 0) screen.line(`${left.join(", ")}.`);
  screen.line(`Root ${written.root}, manifest sha256 ${written.digest}.`);
  screen.line(
    written.recorded === null
      ? `! The export could not be recorded. ${written.problem === null ? "Check the disk: what is kept elsewhere holds all the same." : "Nothing is recorded in this log any more."}`
      : `Recorded as entry ${String(written.recorded)}${written.anchored === null ? "" : `, its checkpoint as an anchor with entry ${String(written.anchored)}`}.`,
  );
  if (written.problem !== null)
    screen.line(`! This log does not hold, and verifiers will say so: ${plain(written.problem)}`);
}

function proveCommand(terminal: Terminal): Command {
  return newCommand("prove", "Write one entry's bytes, its proof with the signed checkpoint, and what was typed.")
    .argument("<seq>", "number of the entry", seqArgument)
    .option("--out <dir>", "folder to make (default: one in the data folder's reports/)")
    .action(async (seq: number, options: { out?: string }, command: Command) => {
      await terminal.run(command, ({ app, json, screen }) => {
        const out = outElsewhere(app.core, options.out === undefined ? null : path.resolve(options.out));
        if (!out.ok) return Promise.resolve(out);
        const written = exportProof(app.core, seq, out.value);
        if (!written.ok) return Promise.resolve(written);
        if (json) screen.json(written.value);
        else screen.line(`Wrote ${written.value.files.join(", ")} to ${plain(written.value.path)}.`);
        return Promise.resolve(ok(undefined));
      });
    });
}

interface VerifyOptions {
  readonly json?: boolean;
  readonly logKey?: readonly string[];
  readonly reviewerKey?: readonly string[];
  readonly knownCheckpoint?: readonly string[];
  readonly tsaRoot?: string;
}

function verifyCommand(terminal: Terminal, resources: string): Command {
  return newCommand(
    "verify",
    "Check the whole log from its stored bytes; with a bundle, have the shipped verifier judge it.",
  )
    .argument("[bundle]", "folder or .tar of a bundle")
    .addOption(new Option("--log-key <key>", "key of the log that is believed: text form or file").argParser(collected))
    .addOption(
      new Option("--reviewer-key <key>", "reviewer's key that is believed: text form, PEM or file").argParser(
        collected,
      ),
    )
    .addOption(new Option("--known-checkpoint <file>", "checkpoint that was kept elsewhere").argParser(collected))
    .option("--tsa-root <pem>", "root certificates of time-stamping authorities that are believed")
    .addHelpText(
      "after",
      `
Without a bundle: exit code 0 when everything holds, 1 when anything does not, 50 when all that is known here holds and the log has
entries of kinds this version does not know.
With a bundle the exit code is the verdict:
   0  ANCHORED     consistent under the keys given, and joined to something outside of it
  10  CONSISTENT   consistent under the keys given
  20  UNPINNED     consistent in itself; no key was given, so anyone could have made it
  30  DIVERGED     not the log that the known checkpoint is of
  40  INVALID      something in it does not hold
  50  not a bundle, or of a form this version does not know

The verifier is one file without dependencies, run as it is: ${path.relative(process.cwd(), verifierFile({ resources }))}`,
    )
    .action(async (bundle: string | undefined, options: VerifyOptions, command: Command) => {
      if (bundle === undefined) await verifyOwn(terminal, command, options);
      else await withoutHome(command, () => verifyBundle(resources, bundle, options));
    });
}

async function verifyOwn(terminal: Terminal, command: Command, options: VerifyOptions): Promise<void> {
  await terminal.run(command, async ({ ask, json, screen }) => {
    if (
      options.logKey !== undefined ||
      options.reviewerKey !== undefined ||
      options.knownCheckpoint !== undefined ||
      options.tsaRoot !== undefined
    )
      return err({
        code: "bundle-missing",
        message: "Keys and checkpoints are for bundles: none was named.",
        remedy: "Give its folder or .tar, or leave the options out to check this log.",
      });
    const state = await ask("audit.verify", {});
    if (!state.ok) return state;
    if (json) screen.json(state.value);
    else if (state.value.verified) {
      screen.line(
        `${String(state.value.entries)} entries verified in ${(state.value.tookMs / 1000).toFixed(1)} s, root ${state.value.root}.`,
      );
      screen.line(
        "This shows that no entry was changed, removed or reordered inside the file, and that it is the log that was left here. Against whoever controls this account and its keys it shows nothing: for that, give bundles or checkpoints to others.",
      );
    } else if (state.value.problem === null) {
      screen.line(
        `${String(state.value.entries)} entries are in the tree as they were recorded, root ${state.value.root}, and the signed heads hold. ${unknownKindsSentence(state.value.unknown) ?? "Not every entry was checked."}`,
      );
      screen.line(
        "What such an entry says is not checked here. countersign audit list --filter kind:unknown lists them; the Countersign that wrote them can verify the whole log.",
      );
    } else {
      screen.line(`The log does not hold: ${plain(state.value.problem)}`);
      screen.line(
        "Everything can still be read and exported. Nothing is recorded any more: countersign backup recover says what is missing or damaged, and how to go on.",
      );
    }
    return ok(state.value.verified ? 0 : state.value.problem === null ? 50 : 1);
  });
}

/** Hands everything to the verifier in a process of its own, and its exit code on. */
async function verifyBundle(resources: string, bundle: string, options: VerifyOptions): Promise<Result<number>> {
  const file = verifierFile({ resources });
  const repeated = (option: string, values: readonly string[] | undefined): string[] =>
    (values ?? []).flatMap((value) => [option, value]);
  const args = [
    // A name that begins with a dash would be an option there.
    path.resolve(bundle),
    ...repeated("--log-key", options.logKey),
    ...repeated("--reviewer-key", options.reviewerKey),
    ...repeated("--known-checkpoint", options.knownCheckpoint),
    ...(options.tsaRoot === undefined ? [] : ["--tsa-root", options.tsaRoot]),
    ...(options.json === true ? ["--json"] : []),
  ];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: "inherit" });
    child.on("error", (error) => {
      resolve(
        err({ code: "verifier-failed", message: `The verifier could not be started: ${error.message}.`, place: file }),
      );
    });
    child.on("exit", (code, signal) => {
      resolve(
        code === null
          ? err({ code: "verifier-failed", message: `The verifier was ended by ${signal ?? "a signal"}.`, place: file })
          : ok(code),
      );
    });
  });
}

interface OpenOptions {
  readonly filter: string;
  readonly limit: number;
  readonly show?: number;
  readonly logKey?: readonly string[];
  readonly reviewerKey?: readonly string[];
}

/** A key given as text, or the text of the file that was named. */
function keyText(given: string): string {
  if (/^[^+\s]+\+[0-9a-f]{8}\+/.test(given)) return given;
  return readFileSync(given, "utf8");
}

function keyTexts(given: readonly string[] | undefined): Result<string[]> {
  try {
    return ok((given ?? []).map(keyText));
  } catch (error) {
    return err({
      code: "key-unreadable",
      message: `A key could not be read: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: "Give its text form (NAME+HASH+KEY), or a file that holds it.",
    });
  }
}

function openCommand(terminal: Terminal): Command {
  return newCommand(
    "open",
    "Read another person's bundle: its verdict, then its entries. Nothing of it enters this log.",
  )
    .argument("<bundle>", "folder or .tar of a bundle")
    .addOption(new Option("--filter <terms>", "as of audit list").default(""))
    .addOption(new Option("--limit <n>", "how many entries").default(100).argParser(seqArgument))
    .addOption(new Option("--show <seq>", "one entry in full").argParser(seqArgument))
    .addOption(new Option("--log-key <key>", "key of the log that is believed: text form or file").argParser(collected))
    .addOption(
      new Option("--reviewer-key <key>", "reviewer's key that is believed: text form, PEM or file").argParser(
        collected,
      ),
    )
    .action(async (bundle: string, options: OpenOptions, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const logKeys = keyTexts(options.logKey);
        const reviewerKeys = keyTexts(options.reviewerKey);
        if (!logKeys.ok) return logKeys;
        if (!reviewerKeys.ok) return reviewerKeys;
        const opened = await ask("audit.openBundle", {
          path: path.resolve(bundle),
          logKeys: logKeys.value,
          reviewerKeys: reviewerKeys.value,
        });
        if (!opened.ok) return opened;
        const { bundle: id, exit } = opened.value;
        if (options.show !== undefined) {
          const entry = await ask("audit.entry", { bundle: id, seq: options.show });
          if (!entry.ok) return entry;
          screen.json(json ? { opened: opened.value, entry: entry.value } : entry.value);
          return ok(exit);
        }
        const page = await ask("audit.list", {
          bundle: id,
          filter: options.filter,
          before: null,
          limit: Math.min(500, Math.max(1, options.limit)),
        });
        if (!page.ok) return page;
        if (json) screen.json({ opened: opened.value, ...page.value });
        else {
          printOpened(screen, opened.value);
          auditTable(screen, page.value.rows);
          tellFilterProblems(screen, page.value.problems);
        }
        return ok(exit);
      });
    });
}

function printOpened(screen: Screen, opened: OpenedBundle): void {
  screen.line(`${opened.verdict} (${String(opened.exit)}), says ${opened.verifier}`);
  screen.line(
    `${plain(opened.origin)}${opened.own ? ", this log" : ""}: entries ${String(opened.from)} to ${String(opened.to - 1)}, ${counted(opened.withheld, "entry", "entries")} withheld, root ${opened.root}`,
  );
  for (const text of opened.problems) screen.line(`! ${plain(text)}`);
  for (const text of opened.proved) screen.line(`+ ${plain(text)}`);
  for (const text of opened.notProved) screen.line(`- ${plain(text)}`);
  if (opened.verdict === "UNPINNED") {
    screen.line("Keys it names, to be compared with what their owners say:");
    for (const { vkey } of opened.pinsAskedFor) screen.line(`  ${plain(vkey)}`);
  }
  screen.line();
}

function compareCommand(terminal: Terminal): Command {
  return newCommand(
    "compare",
    "Hold this log against a bundle of it: is what the bundle shows the beginning of what is here?",
  )
    .argument("<bundle>", "folder or .tar of an earlier bundle")
    .addHelpText(
      "after",
      "\nExit code 0: it is. 30: it is not, this log lost entries or is another one. 1: the two cannot be compared.",
    )
    .action(async (bundle: string, _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const compared = await ask("audit.compare", { path: path.resolve(bundle) });
        if (!compared.ok) return compared;
        const { state, sentence, here, there } = compared.value;
        if (json) screen.json(compared.value);
        else {
          screen.line(plain(sentence));
          screen.line(`Here   ${String(here.size)} entries, root ${here.root}`);
          screen.line(`Bundle ${String(there.to)} entries, root ${there.root}`);
        }
        return ok(state === "consistent" ? 0 : state === "diverged" ? 30 : 1);
      });
    });
}
