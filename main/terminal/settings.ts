import type { Command } from "commander";
import { commands, commandOf, keyOf } from "../../shared/keyboard/commands";
import { settingsSchema, type Settings } from "../../shared/model/settings";
import { err, ok, type Result } from "../../shared/result";
import { plain } from "./screen";
import { newCommand, type Session, type Terminal } from "./terminal";

/** What the window decides by itself is not set here. */
const notSetHere: ReadonlySet<string> = new Set(["keys", "tour"]);
const names = Object.keys(settingsSchema.shape).filter((name) => !notSetHere.has(name));

/** `settings [name] [value]` */
export function settingsCommand(terminal: Terminal): Command {
  return newCommand("settings", "How the window looks and speaks up, and the name on decisions.")
    .argument("[name]", `one of ${names.join(", ")}`)
    .argument("[value]", "what it is from now on; the window follows at once")
    .addHelpText(
      "after",
      `
  settings                                 all of them
  settings theme hc                        system, light, dark or hc (high contrast)
  settings fontScale 120                   percent, 90 to 130
  settings marksInWords on                 every mark says its word: differentiate without colour
  settings reducedMotion on                system, on or off
  settings quietHours 20:00-07:00          no notification between; off for none
  settings reviewerName "Ilse Verhoeven"   the name on decisions, self-asserted
Keys are changed by countersign shortcuts.`,
    )
    .action(async (name: string | undefined, value: string | undefined, _options: unknown, command: Command) => {
      await terminal.run(command, async (session) => {
        if (name === undefined) return show(session, names);
        if (!names.includes(name)) return unknownName(name);
        return value === undefined ? show(session, [name]) : change(session, name, value);
      });
    });
}

async function current({ ask }: Session): Promise<Result<Settings>> {
  const status = await ask("app.status", {});
  return status.ok ? ok(status.value.settings) : status;
}

async function show(session: Session, wanted: readonly string[]): Promise<Result<undefined>> {
  const settings = await current(session);
  if (!settings.ok) return settings;
  tell(session, settings.value, wanted);
  return ok(undefined);
}

function tell({ json, screen }: Session, settings: Settings, wanted: readonly string[]): void {
  const shown = Object.entries(settings).filter(([name]) => wanted.includes(name));
  if (json) screen.json(Object.fromEntries(shown));
  else
    screen.table(
      [{ head: "Setting" }, { head: "Value", most: 200 }],
      shown.map(([name, value]) => [name, inWords(value)]),
    );
}

function inWords(value: unknown): string {
  if (value === null) return "off";
  if (typeof value === "boolean") return value ? "on" : "off";
  const hours = settingsSchema.shape.quietHours.safeParse(value).data;
  if (hours !== undefined && hours !== null) return `${hours.from}-${hours.to}`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function change(session: Session, name: string, value: string): Promise<Result<undefined>> {
  const parsed = settingsSchema.partial().safeParse({ [name]: readValue(name, value) });
  if (!parsed.success)
    return err({
      code: "bad-value",
      message: `${plain(value)} is no value of ${name}.`,
      remedy: "countersign settings --help shows what each takes.",
    });
  const changed = await session.ask("app.settings", parsed.data);
  if (!changed.ok) return changed;
  tell(session, changed.value, [name]);
  return ok(undefined);
}

/** A value as it is typed; what it does not understand goes on as the text and is refused by the schema. */
function readValue(name: string, text: string): unknown {
  if (name === "fontScale") return Number(text);
  if (name === "quietHours") {
    if (text === "off") return null;
    const [from, to] = text.split("-");
    return { from, to };
  }
  if (name === "marksInWords" || name === "notifications") return text === "on" ? true : text === "off" ? false : text;
  return text;
}

function unknownName(name: string): Result<never> {
  return err({
    code: "unknown-setting",
    message: `There is no setting ${plain(name)}.`,
    remedy: `They are ${names.join(", ")}.`,
  });
}

/** `shortcuts [command] [key]` */
export function shortcutsCommand(terminal: Terminal): Command {
  return newCommand("shortcuts", "Every command of the window with its key; gives one another key.")
    .argument("[command]", "id of a command, such as inbox.next")
    .argument("[key]", 'its key from now on: "n", "Shift+n", "Mod+Enter", a chord "g n"; "usual" or "none"')
    .option("--reset", "all commands have their usual keys again", false)
    .addHelpText(
      "after",
      `
  shortcuts                        all commands by screen
  shortcuts inbox.next             one of them
  shortcuts inbox.next n           j does it no longer, n does
  shortcuts decision.approve none  approving has no key
  shortcuts inbox.next usual       as before
Mod is Ctrl, on a Mac Cmd. Of two commands of one screen only one can have a key; which one has it already is said.`,
    )
    .action(async (id: string | undefined, key: string | undefined, options: { reset: boolean }, command: Command) => {
      await terminal.run(command, async (session) => {
        const settings = await current(session);
        if (!settings.ok) return settings;
        const { keys } = settings.value;
        if (options.reset) return keep(session, {}, undefined);
        if (id === undefined) return list(session, keys, undefined);
        if (commandOf(id) === undefined)
          return err({
            code: "unknown-command",
            message: `There is no command ${plain(id)}.`,
            remedy: "countersign shortcuts names them.",
          });
        if (key === undefined) return list(session, keys, id);
        const rest = Object.fromEntries(Object.entries(keys).filter(([name]) => name !== id));
        const chosen = key === "usual" ? rest : { ...rest, [id]: key === "none" ? "" : key };
        return keep(session, chosen, id);
      });
    });
}

async function keep(session: Session, keys: Settings["keys"], id: string | undefined): Promise<Result<undefined>> {
  const parsed = settingsSchema.shape.keys.safeParse(keys);
  if (!parsed.success)
    return err({
      code: "bad-key",
      message: "That is no key.",
      remedy: 'Keys are written as "n", "Shift+n", "Mod+Alt+F8", "Enter" or "g n".',
    });
  const changed = await session.ask("app.settings", { keys: parsed.data });
  return changed.ok ? list(session, changed.value.keys, id) : changed;
}

function list({ json, screen }: Session, keys: Settings["keys"], id: string | undefined): Result<undefined> {
  const rows = commands
    .filter((command) => id === undefined || command.id === id)
    .map((command) => ({ ...command, usual: command.key, key: keyOf(command, keys) }));
  if (json) screen.json(rows);
  else
    screen.table(
      [{ head: "Screen" }, { head: "Key" }, { head: "Does", most: 70 }, { head: "Usually" }, { head: "Id", most: 90 }],
      rows.map(({ screen: place, key, label, usual, id: name }) => [
        place,
        key === "" ? "none" : key,
        label,
        key === usual ? "" : usual,
        name,
      ]),
    );
  return ok(undefined);
}
