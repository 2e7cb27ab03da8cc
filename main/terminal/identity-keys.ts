import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Command } from "commander";
import { shortestPassphrase } from "../../shared/contract/identity";
import { err, ok, type Result } from "../../shared/result";
import { askNewSecret, askSecret } from "./ask-secret";
import { placeOf, told, unlock } from "./identity-session";
import { plain } from "./screen";
import { newCommand, type Session, type Terminal } from "./terminal";

/** What changes keys, copies them, and binds them to an account. */
export function identityKeyCommands(terminal: Terminal): Command[] {
  return [
    rotateCommand(terminal),
    revokeCommand(terminal),
    backupCommand(terminal),
    restoreCommand(terminal),
    sshCommand(terminal),
    githubCommand(terminal),
  ];
}

function rotateCommand(terminal: Terminal): Command {
  return newCommand("rotate", "Put a new key in the place of yours, or of the log's; both sign that in the log.")
    .option("--log", "the log's key instead of yours")
    .addHelpText(
      "after",
      "\nWhat the old key signed goes on counting. An auditor who pinned it follows the change to the new one. The old key is gone then.",
    )
    .action(async (options: { log?: boolean }, command: Command) => {
      await terminal.run(command, async (session) => {
        const unlocked = await unlock(session);
        if (!unlocked.ok) return unlocked;
        const done = await session.ask("identity.rotate", { role: options.log === true ? "log" : "reviewer" });
        if (!done.ok) return done;
        return told(
          session,
          `The key is changed; entry ${String(done.value.seq)} says so. Back it up anew.`,
          done.value,
        );
      });
    });
}

function revokeCommand(terminal: Terminal): Command {
  return newCommand("revoke", "End a reviewer's key: its signatures do not count from a place in the log on.")
    .argument("<keyid>", "the first characters of its id; countersign identity show names them")
    .requiredOption("--reason <text>", "why; it stands in the log")
    .option("--from <seq>", "the first entry that it does not count in any more; without it, from here on")
    .addHelpText(
      "after",
      "\nA key that somebody else may have had is revoked from the first entry you cannot vouch for: decisions after it are named as\nsigned with a revoked key, and nothing of them is removed.",
    )
    .action(async (given: string, options: { reason: string; from?: string }, command: Command) => {
      await terminal.run(command, async (session) => {
        const keyid = await findKey(session, given);
        if (!keyid.ok) return keyid;
        const from = options.from === undefined ? ok(null) : placeOf(options.from);
        if (!from.ok) return from;
        const done = await session.ask("identity.revoke", {
          keyid: keyid.value,
          from: from.value,
          reason: options.reason,
        });
        if (!done.ok) return done;
        return told(session, `The key is revoked; entry ${String(done.value.seq)} says so.`, done.value);
      });
    });
}

async function findKey({ ask }: Session, given: string): Promise<Result<string>> {
  const state = await ask("identity.state", {});
  if (!state.ok) return state;
  const found = state.value.keys.filter(({ keyid }) => given.length >= 4 && keyid.startsWith(given.toLowerCase()));
  const [key, ...more] = found;
  if (key !== undefined && more.length === 0) return ok(key.keyid);
  return err({
    code: key === undefined ? "not-found" : "ambiguous",
    message: `${plain(given)} names ${key === undefined ? "no key of the log" : `${String(found.length)} keys`}.`,
    remedy: "countersign identity show names them.",
  });
}

function backupCommand(terminal: Terminal): Command {
  return newCommand("backup", "Write both keys into one file under a passphrase of its own.")
    .option("--out <file>", "where to; without it, into the data folder's keys")
    .addHelpText(
      "after",
      `
The passphrase is typed twice, or given in COUNTERSIGN_BACKUP_PASSPHRASE. Keep the file on another disk than the data folder:
without the log's key nothing more can be recorded in this log, and without yours nothing in your name.`,
    )
    .action(async (options: { out?: string }, command: Command) => {
      await terminal.run(command, async (session) => {
        const unlocked = await unlock(session);
        if (!unlocked.ok) return unlocked;
        const passphrase = await askNewSecret(
          "A passphrase for the backup",
          "COUNTERSIGN_BACKUP_PASSPHRASE",
          shortestPassphrase,
        );
        if (!passphrase.ok) return passphrase;
        const out = options.out === undefined ? null : path.resolve(options.out);
        const done = await session.ask("identity.backup", { out, passphrase: passphrase.value });
        if (!done.ok) return done;
        return told(
          session,
          `Both keys are in ${done.value.path}, encrypted. Whoever has the file and its passphrase can sign in your name.`,
          done.value,
        );
      });
    });
}

function restoreCommand(terminal: Terminal): Command {
  return newCommand("restore", "Put keys of a backup back where they are missing.")
    .argument("<file>", "what countersign identity backup wrote")
    .addHelpText(
      "after",
      "\nThe backup's passphrase is typed, or given in COUNTERSIGN_BACKUP_PASSPHRASE; your key is under it from then on. A key that is in\nuse here is never replaced, and one that was revoked or changed since is not put back.",
    )
    .action(async (file: string, _options: unknown, command: Command) => {
      await terminal.run(command, async (session) => {
        const passphrase = await askSecret("Passphrase of the backup:", "COUNTERSIGN_BACKUP_PASSPHRASE");
        if (!passphrase.ok) return passphrase;
        const done = await session.ask("identity.restore", { path: path.resolve(file), passphrase: passphrase.value });
        if (!done.ok) return done;
        const { restored, left } = done.value;
        if (session.json) session.screen.json(done.value);
        else {
          const names = { log: "the log's key", reviewer: "your key" };
          session.screen.line(
            restored.length === 0
              ? "Nothing was put back."
              : `Put back: ${restored.map((role) => names[role]).join(", ")}.`,
          );
          for (const line of left) session.screen.line(line);
        }
        return ok(restored.length === 0 ? 1 : undefined);
      });
    });
}

interface SshOptions {
  readonly key?: string;
  readonly pub?: string;
  readonly signature?: string;
}

function sshCommand(terminal: Terminal): Command {
  return newCommand("ssh", "Bind your key to an SSH key of yours: the log names its fingerprint from then on.")
    .option("--key <file>", "an SSH key (private, or its .pub where an agent holds it) that signs now")
    .option("--pub <file>", "instead: a public SSH key …")
    .option("--signature <file>", "… and its signature over the text that this command prints without options")
    .addHelpText(
      "after",
      `
  countersign identity ssh --key ~/.ssh/id_ed25519          signs and binds
  countersign identity ssh > text                           elsewhere: ssh-keygen -Y sign -n countersign -f KEY text
  countersign identity ssh --pub KEY.pub --signature text.sig
Who knows whose SSH key it is (GitHub lists it at its account, a roster does) knows then whose decisions these are.`,
    )
    .action(async (options: SshOptions, command: Command) => {
      await terminal.run(command, async (session) => {
        const unlocked = await unlock(session);
        if (!unlocked.ok) return unlocked;
        const text = await session.ask("identity.ssh-text", {});
        if (!text.ok) return text;
        const given = proofOf(options, text.value);
        if (!given.ok) return given;
        if (given.value === null) {
          if (session.json) session.screen.json(text.value);
          else process.stdout.write(text.value.text);
          return ok(undefined);
        }
        const done = await session.ask("identity.ssh", given.value);
        if (!done.ok) return done;
        return told(
          session,
          `Your key is bound to ${done.value.fingerprint}; entry ${String(done.value.seq)} says so.`,
          done.value,
        );
      });
    });
}

function githubCommand(terminal: Terminal): Command {
  return newCommand(
    "bind-github",
    "Bind your key to the GitHub account that is signed in: the log names it from then on.",
  )
    .option("--host <host>", "github.com, or an Enterprise server", "github.com")
    .option("--login <login>", "of several accounts")
    .addHelpText(
      "after",
      `
GitHub is asked whose the token is; the log keeps the account's name and number. The number counts: a name may change hands.
It says who held a token of that account on this machine, and as much as this machine is worth. A key bound to an SSH key
before is looked up among the account's signing keys, and you are told whether it is there.`,
    )
    .action(async (options: { host: string; login?: string }, command: Command) => {
      await terminal.run(command, async (session) => {
        const unlocked = await unlock(session);
        if (!unlocked.ok) return unlocked;
        const done = await session.ask("identity.github", { host: options.host, login: options.login ?? null });
        if (!done.ok) return done;
        const { login, accountId, seq, sshListed } = done.value;
        const listed =
          sshListed === null
            ? ""
            : sshListed
              ? " The account lists the SSH key that yours was bound to."
              : " The account does not list the SSH key that yours was bound to.";
        return told(
          session,
          `Your key is bound to ${plain(login)}, number ${String(accountId)}; entry ${String(seq)} says so.${listed}`,
          done.value,
        );
      });
    });
}

type Proof = { readonly publicKey: string; readonly signature: string } | null;

function proofOf(
  { key, pub, signature }: SshOptions,
  { text, namespace }: { readonly text: string; readonly namespace: string },
): Result<Proof> {
  try {
    if (key !== undefined) return signWith(key, text, namespace);
    if (pub === undefined && signature === undefined) return ok(null);
    if (pub !== undefined && signature !== undefined)
      return ok({ publicKey: readFileSync(pub, "utf8"), signature: readFileSync(signature, "utf8") });
    return err({
      code: "usage",
      message: "A public key and its signature go together.",
      remedy: "Give --pub and --signature, or --key.",
    });
  } catch (error) {
    return err({ code: "file-unreadable", message: error instanceof Error ? error.message : String(error) });
  }
}

/** Lets ssh-keygen sign, which asks for the key's passphrase itself. */
function signWith(key: string, text: string, namespace: string): Result<Proof> {
  const folder = mkdtempSync(path.join(tmpdir(), "countersign-ssh-"));
  try {
    const file = path.join(folder, "text");
    writeFileSync(file, text, { mode: 0o600 });
    const run = spawnSync("ssh-keygen", ["-Y", "sign", "-f", key, "-n", namespace, file], {
      stdio: ["inherit", "ignore", "inherit"],
    });
    if (run.error !== undefined || run.status !== 0)
      return err({
        code: "ssh-refused",
        message: `ssh-keygen did not sign${run.error === undefined ? "" : `: ${run.error.message}`}.`,
        remedy: "Name an SSH key of yours; OpenSSH 8.2 or later is needed.",
      });
    const publicKey = readFileSync(key.endsWith(".pub") ? key : `${key}.pub`, "utf8");
    return ok({ publicKey, signature: readFileSync(`${file}.sig`, "utf8") });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
