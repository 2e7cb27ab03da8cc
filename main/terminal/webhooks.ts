import { Command, Option } from "commander";
import type { WebhookView } from "../../shared/contract/escalations";
import { err, ok, type Result } from "../../shared/result";
import { askSecret, canType } from "./ask-secret";
import { plain } from "./screen";
import { readStandardInput } from "./standard-input";
import { newCommand, type Session, type Terminal } from "./terminal";

const addressLimit = 8192;

/** `webhooks add|list|remove|test` */
export function webhooksCommand(terminal: Terminal): Command {
  const webhooks = new Command("webhooks").description(
    "Where escalations are told beside GitHub: incoming webhooks of Slack's form, or of a generic form with a signature.",
  );
  webhooks.addCommand(addCommand(terminal));
  webhooks.addCommand(
    newCommand("list", "The webhooks by name and host. Addresses are secrets and are never shown.").action(
      async (_options, command: Command) => {
        await terminal.run(command, list);
      },
    ),
  );
  webhooks.addCommand(
    newCommand("remove", "Remove a webhook with its address.")
      .argument("<name>", "its name, or the first letters of its id")
      .action(async (given: string, _options, command: Command) => {
        await terminal.run(command, async (session) => {
          const one = await findWebhook(session, given);
          if (!one.ok) return one;
          const removed = await session.ask("webhooks.remove", { id: one.value.id });
          if (!removed.ok) return removed;
          if (session.json) session.screen.json(removed.value);
          else session.screen.line(`${plain(one.value.name)} was removed with its address.`);
          return ok(undefined);
        });
      }),
  );
  webhooks.addCommand(
    newCommand("test", "Send a message that says it is a test, once.")
      .argument("<name>", "its name, or the first letters of its id")
      .action(async (given: string, _options, command: Command) => {
        await terminal.run(command, async (session) => {
          const one = await findWebhook(session, given);
          if (!one.ok) return one;
          const tested = await session.ask("webhooks.test", { id: one.value.id });
          if (!tested.ok) return tested;
          if (session.json) session.screen.json(tested.value);
          else session.screen.line(`${plain(one.value.name)} took it, status ${String(tested.value.status)}.`);
          return ok(undefined);
        });
      }),
  );
  return webhooks;
}

interface AddOptions {
  readonly name: string;
  readonly form: WebhookView["form"];
  readonly unprotected: boolean;
}

function addCommand(terminal: Terminal): Command {
  return newCommand(
    "add",
    "Add a webhook. Its address is read from standard input, or typed without being shown: it is a secret.",
  )
    .requiredOption("--name <name>", "what it is called here")
    .addOption(
      new Option("--form <form>", "slack: { text }; generic: our own JSON, signed where a key is given")
        .choices(["slack", "generic"])
        .default("slack"),
    )
    .addOption(
      new Option(
        "--unprotected",
        "keep the address by the rights of its file alone, where nothing else protects it",
      ).default(false),
    )
    .addHelpText(
      "after",
      `
The first line is the address, the second (generic form, optional) the key that signs: HMAC-SHA256 in the headers webhook-id,
webhook-timestamp and webhook-signature. Addresses are https, or http on this machine. Redirects are not followed.

  countersign webhooks add --name "#oncall" < address.txt
  countersign webhooks test "#oncall"`,
    )
    .action(async (options: AddOptions, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const given = await secretLines(options.form);
        if (!given.ok) return given;
        const [url = "", key = ""] = given.value;
        const { name, form, unprotected } = options;
        const added = await ask("webhooks.add", { name, form, url, key, unprotected });
        if (!added.ok) return added;
        const one = added.value.webhooks.find((row) => row.name === name.trim());
        if (json) screen.json(added.value);
        else
          screen.line(
            `${plain(name)} at ${plain(one?.host ?? "")} was added; its address is kept by ${one?.protection === "keychain" ? "the keychain" : one?.protection === "passphrase" ? "the passphrase" : "the rights of its file alone"}.`,
          );
        return ok(undefined);
      });
    });
}

/** Address and key: lines of standard input, or typed. They are in no option: options are seen by every process. */
async function secretLines(form: WebhookView["form"]): Promise<Result<string[]>> {
  if (canType()) {
    const url = await askSecret("Address of the webhook:", "COUNTERSIGN_WEBHOOK_URL");
    if (!url.ok || form === "slack") return url.ok ? ok([url.value.trim()]) : url;
    const key = await askSecret("Key that signs its messages (empty for none):", "COUNTERSIGN_WEBHOOK_KEY");
    return key.ok ? ok([url.value.trim(), key.value.trim()]) : key;
  }
  const read = await readStandardInput(addressLimit);
  if (!read.ok) return read;
  const lines = read.value
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return lines.length === 0
    ? err({
        code: "address-missing",
        message: "There is no address on standard input.",
        remedy: "countersign webhooks add --name NAME < FILE",
      })
    : ok(lines);
}

async function list({ ask, json, screen }: Session): Promise<Result<undefined>> {
  const listed = await ask("webhooks.list", {});
  if (!listed.ok) return listed;
  const { webhooks } = listed.value;
  if (json) screen.json(listed.value);
  else if (webhooks.length === 0) screen.line("No webhook. countersign webhooks add --help says how one is added.");
  else
    screen.table(
      [
        { head: "Name", most: 40 },
        { head: "Host", most: 60 },
        { head: "Form" },
        { head: "Address kept by" },
        { head: "Id" },
      ],
      webhooks.map(({ id, name, host, form, protection }) => [name, host, form, protection ?? "gone", id.slice(0, 8)]),
    );
  return ok(undefined);
}

async function findWebhook({ ask }: Session, given: string): Promise<Result<WebhookView>> {
  const listed = await ask("webhooks.list", {});
  if (!listed.ok) return listed;
  const lower = given.toLowerCase();
  const found = listed.value.webhooks.filter(
    ({ id, name }) => name.toLowerCase() === lower || (lower.length > 3 && id.startsWith(lower)),
  );
  const [one] = found;
  return one !== undefined && found.length === 1
    ? ok(one)
    : err({
        code: "not-found",
        message: `There is no webhook ${plain(given)}.`,
        remedy: "countersign webhooks list names them.",
      });
}
