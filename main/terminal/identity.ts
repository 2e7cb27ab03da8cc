import { Command } from "commander";
import { shortestPassphrase, type IdentityState, type Protect } from "../../shared/contract/identity";
import { ok, type Result } from "../../shared/result";
import { bindingWords, protectionWords } from "../../shared/review/key-words";
import { askNewSecret } from "./ask-secret";
import { identityKeyCommands } from "./identity-keys";
import { told, unlock } from "./identity-session";
import { plain } from "./screen";
import { newCommand, type Session, type Terminal } from "./terminal";

/** `identity show|create|protect|rotate|revoke|backup|restore|ssh|bind-github` */
export function identityCommand(terminal: Terminal): Command {
  const identity = new Command("identity").description(
    "The keys that sign here: yours, which signs decisions, and the log's, which signs checkpoints.",
  );
  identity.addCommand(
    newCommand("show", "Which keys sign here, how they are kept, and every key the log tells of.").action(
      async (_options, command: Command) => {
        await terminal.run(command, show);
      },
    ),
  );
  identity.addCommand(createCommand(terminal));
  identity.addCommand(protectCommand(terminal));
  for (const command of identityKeyCommands(terminal)) identity.addCommand(command);
  return identity;
}

interface ProtectOptions {
  readonly unprotected?: boolean;
}

const protectHelp = `
A passphrase is typed twice and not shown, or given in COUNTERSIGN_PASSPHRASE (at least ${String(shortestPassphrase)} characters).
The window keeps the key in the system's keychain instead, where there is one.
--unprotected leaves it to the rights of its file: whoever can read this account's files can then sign in your name, and the
log and every report say so.`;

function createCommand(terminal: Terminal): Command {
  return newCommand("create", "Make your signing key before the first decision does, or a new one after a revocation.")
    .option("--unprotected", "keep it without a passphrase")
    .addHelpText("after", protectHelp)
    .action(async (options: ProtectOptions, command: Command) => {
      await terminal.run(command, async (session) => {
        const protect = await protectBy(options);
        if (!protect.ok) return protect;
        const made = await session.ask("identity.create", { protect: protect.value });
        if (!made.ok) return made;
        return told(session, `Your key is made; the log tells of it in entry ${String(made.value.seq)}.`, made.value);
      });
    });
}

function protectCommand(terminal: Terminal): Command {
  return newCommand("protect", "Keep your signing key under another passphrase, or without one.")
    .option("--unprotected", "keep it without a passphrase")
    .addHelpText(
      "after",
      `${protectHelp}
Where the key is under a passphrase now, COUNTERSIGN_PASSPHRASE gives that one and COUNTERSIGN_NEW_PASSPHRASE the new one.`,
    )
    .action(async (options: ProtectOptions, command: Command) => {
      await terminal.run(command, async (session) => {
        const unlocked = await unlock(session);
        if (!unlocked.ok) return unlocked;
        const protect = await protectBy(options, "COUNTERSIGN_NEW_PASSPHRASE");
        if (!protect.ok) return protect;
        const done = await session.ask("identity.protect", { protect: protect.value });
        if (!done.ok) return done;
        return told(session, `Your key is kept otherwise; entry ${String(done.value.seq)} says so.`, done.value);
      });
    });
}

async function protectBy(
  { unprotected }: ProtectOptions,
  variable = "COUNTERSIGN_PASSPHRASE",
): Promise<Result<Protect>> {
  if (unprotected === true) return ok({ by: "file" });
  const passphrase = await askNewSecret("A passphrase for your key", variable, shortestPassphrase);
  return passphrase.ok ? ok({ by: "passphrase", passphrase: passphrase.value }) : passphrase;
}

async function show({ ask, json, screen }: Session): Promise<Result<number | undefined>> {
  const state = await ask("identity.state", {});
  if (!state.ok) return state;
  if (json) {
    screen.json(state.value);
    return ok(undefined);
  }
  const { origin, log, reviewer, keys } = state.value;
  screen.line(origin === null ? "There is no log yet: the first entry begins it." : `Log ${origin}`);
  screen.line(logLine(log));
  screen.line(reviewerLine(reviewer));
  if (reviewer.keyid !== null) screen.line(`  Key id ${reviewer.keyid}`);
  if (reviewer.problem !== null) screen.line(`  ${reviewer.problem}`);
  if (keys.length > 0)
    screen.table(
      [
        { head: "Key id" },
        { head: "Of", most: 30 },
        { head: "Known by", most: 70 },
        { head: "Kept by" },
        { head: "From", right: true },
        { head: "Until", right: true },
        { head: "", most: 60 },
      ],
      keys.map((key) => [
        key.keyid.slice(0, 16),
        key.person.name,
        bindingWords(key.person),
        key.protection,
        String(key.from),
        key.until === null ? "-" : String(key.until),
        `${key.own ? "this folder's" : ""}${key.ended === null ? "" : ` ${key.ended.how} in entry ${String(key.ended.seq)}${key.ended.reason === null ? "" : `: ${key.ended.reason}`}`}`.trim(),
      ]),
    );
  return ok(log.state === "lost" || log.state === "unreadable" ? 1 : undefined);
}

function logLine({ state, vkey, protection, file }: IdentityState["log"]): string {
  switch (state) {
    case "none":
      return "The log's key is made with its first entry.";
    case "lost":
      return `The log's key is LOST: ${file} is not the key its checkpoints are signed with. Nothing can be recorded; everything can be read and exported. countersign identity restore FILE puts it back.`;
    case "unreadable":
      return `The log's key cannot be read: ${file}. countersign identity restore FILE puts it back.`;
    case "ready":
      return `The log's key, kept by ${protectionWords[protection ?? "file"]}:\n  ${vkey ?? "told with the next entry"}`;
  }
}

function reviewerLine({ state, protection, person, file }: IdentityState["reviewer"]): string {
  const whose = `${plain(person.name)} (${bindingWords(person)})`;
  if (state === "none") return `Your key is made by the first decision, for ${whose}.`;
  if (state === "ready") return `Your key, for ${whose}, kept by ${protectionWords[protection ?? "file"]}: ${file}`;
  return `Your key is ${state}: ${file}`;
}
