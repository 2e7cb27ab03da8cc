import { Option, type Command } from "commander";
import type { LookedFile } from "../../shared/contract/second";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { plain } from "./screen";
import { newCommand, type Session, type Terminal } from "./terminal";

/** `approval look FILE` */
export function lookCommand(terminal: Terminal): Command {
  return newCommand("look", "Say what a file of another reviewer is worth here; nothing is recorded.")
    .argument("<file>", "an approval or a request")
    .action(async (file: string, _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const looked = await ask("approvals.look", { path: file });
        if (!looked.ok) return looked;
        if (json) screen.json(looked.value);
        else for (const line of linesOf(looked.value)) screen.line(line);
        return ok(looked.value.kind === "approval" && looked.value.refused !== null ? 1 : undefined);
      });
    });
}

function linesOf(file: LookedFile): string[] {
  const where =
    file.match === null ? "no attempt here" : `${plain(file.match.ref)}/${file.match.letter} (${file.match.attemptId})`;
  const content = contentLine(file.kind === "approval" ? file.decision.content : file.content);
  if (file.kind === "request")
    return [
      `${plain(file.by)} asks for a second reviewer: ${plain(file.task.ref ?? "")} ${plain(file.task.title)}`.trimEnd(),
      `  log          ${file.origin}, ${file.at}`,
      `  content      ${content}`,
      `  here         ${where}${file.why === null ? ": the same content" : `. ${plain(file.why)}`}`,
      `  needed       ${counted(file.needed, "reviewer")}`,
      ...(file.note === "" ? [] : [`  note         ${plain(file.note)}`]),
      ...file.lookAt.map((line) => `  look at      ${plain(line)}`),
      "  Nobody signed this request: it says where to look, and approves nothing.",
    ];
  const { decision } = file;
  return [
    `${decision.kind}: ${plain(decision.taskRef ?? "")} ${plain(decision.taskTitle)}`.trimEnd(),
    `  signed by    ${file.keyid}`,
    `  trusted for  ${file.trustedAs === null ? `nobody yet; its log calls its owner ${plain(file.claims.name)} (${file.claims.binding})` : plain(file.trustedAs)}`,
    `  log          ${file.origin}, entry ${String(file.at)}, ${file.madeAt}`,
    `  content      ${content}`,
    `  here         ${where}`,
    ...(decision.reason === ""
      ? decision.textsWithheld
        ? ["  reason       left out of the file"]
        : []
      : [`  reason       ${plain(decision.reason)}`]),
    ...file.differs.map((line) => `  differs      ${line}`),
    ...(file.refused === null
      ? ["  It would be taken in."]
      : [`  REFUSED      ${plain(file.refused.message)}`, `               ${plain(file.refused.remedy ?? "")}`]),
  ];
}

/** The content that an approval is about, in a line. */
export function contentLine({
  base,
  head,
  patch,
}: {
  base: string | null;
  head: string | null;
  patch: string | null;
}): string {
  const part = (name: string, value: string | null) => (value === null ? [] : [`${name} ${value.slice(0, 12)}`]);
  return [...part("base", base), ...part("head", head), ...part("patch", patch)].join(", ");
}

interface TakeOptions {
  readonly trust?: string;
  readonly fingerprint?: string;
  readonly git: boolean;
  readonly remote?: string;
}

/** `approval take-in FILE` */
export function takeInCommand(terminal: Terminal): Command {
  return newCommand(
    "take-in",
    "Take another reviewer's approval in: it counts for the attempt with exactly that content.",
  )
    .argument("[file]", "the file; none with --git or --remote, which take in what was pushed there")
    .option("--trust <person>", "whose key it is, where it is not trusted yet")
    .option("--fingerprint <digits>", "the 64 digits of their key, as they read them out to you")
    .addOption(new Option("--git", "from the remote of your anchors").default(false))
    .option("--remote <remote>", "from this repository: https, ssh or a folder")
    .addHelpText(
      "after",
      `
Checked before anything is recorded: form, every proof, the checkpoint's and the reviewer's signature, that the key was in use
there, that nothing ends the approval, and that an attempt here has the same base, head and patch. A key counts once you have said
whose it is; compare its fingerprint over a channel that the file did not come by.

  countersign approval take-in pay-118.countersign-approval.json --trust "Marit Vik" --fingerprint 5c0e...`,
    )
    .action(async (file: string | undefined, options: TakeOptions, command: Command) => {
      await terminal.run(command, async (session) => {
        if ((options.trust === undefined) !== (options.fingerprint === undefined))
          return err({
            code: "missing-option",
            message: "A key is trusted for a person by its fingerprint: both have to be said.",
            remedy: "Give --trust PERSON and --fingerprint DIGITS.",
          });
        const trust =
          options.trust === undefined || options.fingerprint === undefined
            ? null
            : { person: options.trust, fingerprint: options.fingerprint };
        if (options.git || options.remote !== undefined) return takePushed(session, options, trust);
        if (file === undefined)
          return err({ code: "missing-argument", message: "No file was named.", remedy: "Name one, or give --git." });
        const taken = await session.ask("approvals.takeIn", { path: file, trust });
        if (!taken.ok) return taken;
        if (session.json) session.screen.json(taken.value);
        else session.screen.line(takenLine(taken.value));
        return ok(undefined);
      });
    });
}

function takenLine({ person, seq, ended, taskId }: { person: string; seq: number; ended: boolean; taskId: string }) {
  return ended
    ? `${plain(person)} ended their approval of ${taskId}: entry ${String(seq)} keeps it.`
    : `${plain(person)}'s approval of ${taskId} is taken in: entry ${String(seq)} keeps it.`;
}

/** Everything that was pushed: what is known or of no attempt here is passed over and said. */
async function takePushed(
  { ask, json, screen }: Session,
  { remote }: TakeOptions,
  trust: { readonly person: string; readonly fingerprint: string } | null,
): Promise<Result<number | undefined>> {
  const fetched = await ask("approvals.fetch", { remote: remote ?? null });
  if (!fetched.ok) return fetched;
  const outcomes: { file: string; taken: number | null; code: string | null; message: string }[] = [];
  for (const { path, digest } of fetched.value.files) {
    const looked = await ask("approvals.look", { path });
    const file = digest.slice(0, 12);
    if (looked.ok && looked.value.kind === "request") {
      outcomes.push({ file, taken: null, code: "request", message: `${looked.value.by} asks for a second reviewer.` });
      continue;
    }
    const own = looked.ok && looked.value.kind === "approval" && looked.value.keyid === plainDigits(trust?.fingerprint);
    const taken = await ask("approvals.takeIn", { path, trust: own ? trust : null });
    outcomes.push(
      taken.ok
        ? { file, taken: taken.value.seq, code: null, message: takenLine(taken.value) }
        : { file, taken: null, code: taken.error.code, message: taken.error.message },
    );
  }
  if (json) screen.json({ ...fetched.value, outcomes });
  else {
    if (outcomes.length === 0) screen.line(`No approval of another log is at ${plain(fetched.value.remote)}.`);
    for (const one of outcomes)
      screen.line(`${one.file}  ${one.taken === null ? "not taken in: " : ""}${plain(one.message)}`);
    for (const one of fetched.value.left) screen.line(`left there: ${plain(one)}`);
  }
  const usual = new Set([null, "request", "approval-known"]);
  return ok(outcomes.every(({ code }) => usual.has(code)) ? undefined : 2);
}

function plainDigits(text: string | undefined): string | null {
  return text === undefined ? null : text.replace(/\s+/g, "").toLowerCase();
}

/** `approval fetch` */
export function fetchCommand(terminal: Terminal): Command {
  return newCommand("fetch", "Bring the files that reviewers pushed, without taking any in.")
    .option("--remote <remote>", "a repository; without it the remote of your anchors")
    .action(async (options: { readonly remote?: string }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const fetched = await ask("approvals.fetch", { remote: options.remote ?? null });
        if (!fetched.ok) return fetched;
        if (json) screen.json(fetched.value);
        else {
          for (const { path, ref } of fetched.value.files) screen.line(`${plain(path)}  ${ref}`);
          for (const one of fetched.value.left) screen.line(`left there: ${plain(one)}`);
          if (fetched.value.files.length === 0) screen.line("Nothing of another log is there.");
        }
        return ok(undefined);
      });
    });
}
