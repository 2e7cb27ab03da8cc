import { Command, Option } from "commander";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import type { KeyRow } from "../../shared/contract/keys";
import { readWhole } from "../platform/files";
import { plain } from "./screen";
import { newCommand, type Session, type Terminal } from "./terminal";

const keyFileLimit = 1024 * 1024;

/** `keys trust|list|remove` */
export function keysCommand(terminal: Terminal): Command {
  const keys = new Command("keys").description("The keys whose signatures attest evidence here.");
  keys.addCommand(trustCommand(terminal));
  keys.addCommand(
    newCommand("list", "The trusted keys, and how many attempts have evidence that each signed.").action(
      async (_options, command: Command) => {
        await terminal.run(command, list);
      },
    ),
  );
  keys.addCommand(
    newCommand("remove", "Trust a key no longer: what it attested stands as it would without it, at once.")
      .argument("<id>", "name of a key, or the first letters of its id")
      .action(async (given: string, _options, command: Command) => {
        await terminal.run(command, async (session) => {
          const key = await findKey(session, given);
          if (!key.ok) return key;
          const removed = await session.ask("keys.remove", { id: key.value.id });
          if (!removed.ok) return removed;
          if (session.json) session.screen.json({ removed: key.value.id, ...removed.value });
          else
            session.screen.line(
              `${plain(key.value.name)} is not trusted any more. ${standingWords(removed.value.changed)}`,
            );
          return ok(undefined);
        });
      }),
  );
  return keys;
}

function trustCommand(terminal: Terminal): Command {
  return newCommand("trust", "Trust a key from now on: evidence that it signed is attested.")
    .argument("<file>", "a public key as PEM, or a Sigstore trusted_root.json")
    .requiredOption("--name <name>", "whose key it is; shown wherever it signed")
    .addOption(
      new Option("--identity <identity>", "of a Sigstore root: who must have signed; * at the end for any rest"),
    )
    .addOption(new Option("--issuer <issuer>", "of a Sigstore root: who must have vouched for the identity"))
    .addHelpText(
      "after",
      `
Keys are Ed25519, ECDSA P-256 or P-384, or RSA of 2048 bits and more. Nothing is asked of any network.
  keys trust farm.pub.pem --name "Build farm"
  keys trust trusted_root.json --name "Release workflow" \\
    --identity "https://git.example.org/payments/ledger/.ci/release.yml@*" --issuer https://ci.example.org
Under a Sigstore root anyone can sign, so an identity and its issuer must be named.`,
    )
    .action(async (file: string, options: { name: string; identity?: string; issuer?: string }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const read = await readWhole(file, keyFileLimit);
        if (!read.ok) return read;
        const trusted = await ask("keys.trust", {
          name: options.name,
          text: Buffer.from(read.value).toString("utf8"),
          ...(options.identity === undefined ? {} : { identity: options.identity }),
          ...(options.issuer === undefined ? {} : { issuer: options.issuer }),
        });
        if (!trusted.ok) return trusted;
        const { key, changed } = trusted.value;
        if (json) screen.json(trusted.value);
        else {
          screen.line(`${plain(key.name)} is trusted: ${key.algorithm}, ${key.id}.`);
          screen.line(standingWords(changed));
        }
        return ok(undefined);
      });
    });
}

function standingWords(changed: number): string {
  return changed === 0
    ? "No evidence that was read so far stands otherwise for it."
    : `The evidence of ${counted(changed, "attempt")} stands otherwise now.`;
}

async function list({ ask, json, screen }: Session): Promise<Result<undefined>> {
  const keys = await ask("keys.list", {});
  if (!keys.ok) return keys;
  if (json) screen.json(keys.value);
  else if (keys.value.length === 0)
    screen.line("No key is trusted: no signature attests anything. countersign keys trust FILE --name NAME adds one.");
  else
    screen.table(
      [
        { head: "Id" },
        { head: "Name", most: 40 },
        { head: "Algorithm" },
        { head: "Attempts", right: true },
        { head: "Since" },
        { head: "Identity", most: 100 },
      ],
      keys.value.map((key) => [
        key.id.slice(0, 12),
        key.name,
        key.algorithm,
        String(key.attempts),
        key.addedAt.slice(0, 10),
        key.identity ?? "",
      ]),
    );
  return ok(undefined);
}

async function findKey({ ask }: Session, given: string): Promise<Result<KeyRow>> {
  const keys = await ask("keys.list", {});
  if (!keys.ok) return keys;
  const found = keys.value.filter(
    (key) => key.name === given || (given.length >= 4 && key.id.startsWith(given.toLowerCase())),
  );
  const [key, ...more] = found;
  if (key !== undefined && more.length === 0) return ok(key);
  return err({
    code: key === undefined ? "not-found" : "ambiguous",
    message: `${plain(given)} names ${key === undefined ? "no trusted key" : counted(found.length, "trusted key")}.`,
    remedy: "countersign keys list names them.",
  });
}
