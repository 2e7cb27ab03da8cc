import { copyFile } from "node:fs/promises";
import { basename } from "node:path";
import { BrowserWindow, dialog, ipcMain, shell } from "electron";
import * as z from "zod";
import type { Procedure } from "../../shared/contract/procedure";
import { shellProcedures } from "../../shared/contract/shell";
import { err, ok } from "../../shared/result";
import type { Result } from "../../shared/result";
import { shellChannel } from "./channels";
import { createContractFiles } from "./contract-files";
import { checkLink } from "./link-check";
import { checkMail } from "./mail-check";
import { notify, showBadge } from "./notices";
import { reportInside } from "./report-path";
import { createRateLimit, measureInput } from "./request-limits";
import type { Sender } from "./sender";

type Handler = (input: unknown) => Promise<Result<unknown>>;

const envelopeSchema = z.strictObject({ name: z.string().max(100), input: z.unknown() });
/** What opens no dialog and waits for none. */
const asksNobody: ReadonlySet<string> = new Set(["shell.notify", "shell.badge"]);
/** People click; nobody clicks twenty times a second. */
const maxCallsPerSecond = 20;
/** A whole contract fits, nothing much larger. */
const maxMessageBytes = 160 * 1024;

/** Joins a procedure with what does it: input and output are parsed here, so the handler's types are true. */
function bind<In extends z.ZodType, Out extends z.ZodType>(
  procedure: Procedure<In, Out>,
  handle: (input: z.output<In>) => Promise<Result<z.input<Out>>>,
): Handler {
  return async (raw) => {
    const input = procedure.input.safeParse(raw);
    if (!input.success) return err({ code: "bad-input", message: z.prettifyError(input.error) });
    const result = await handle(input.data);
    return result.ok ? ok(procedure.output.parse(result.value)) : result;
  };
}

export interface ShellOptions {
  /** Says whether a message comes from our own page. */
  readonly isOurPage: (event: Sender) => boolean;
  /** The data folder, or the copy of one, that a report may lie in. In: the report's path. */
  readonly homeOf: (path: string) => string;
  readonly note: (text: string) => void;
  /** Brings the window to the front. */
  readonly focus: () => void;
}

/** Answers the `shell.*` procedures of the page. Every refusal is a Result; nothing a page sends makes this throw. */
export function serveShell(options: ShellOptions): void {
  const contracts = createContractFiles({ toOpen: pickContract, toSave: nameContract });
  const handlers: Record<keyof typeof shellProcedures, Handler> = {
    "shell.open-link": bind(shellProcedures["shell.open-link"], ({ url }) => openLink(url)),
    "shell.write-mail": bind(shellProcedures["shell.write-mail"], ({ url }) => writeMail(url)),
    "shell.show-report": bind(shellProcedures["shell.show-report"], ({ path }) =>
      showReport(options.homeOf(path), path),
    ),
    "shell.copy-report": bind(shellProcedures["shell.copy-report"], ({ path }) =>
      copyReport(options.homeOf(path), path),
    ),
    "shell.pick-folder": bind(shellProcedures["shell.pick-folder"], ({ use }) => pickFolder(use)),
    "shell.pick-files": bind(shellProcedures["shell.pick-files"], ({ use }) => pickFiles(use)),
    "shell.open-contract": bind(shellProcedures["shell.open-contract"], async () => {
      const file = await contracts.open();
      return file.ok ? ok({ file: file.value }) : file;
    }),
    "shell.save-contract": bind(shellProcedures["shell.save-contract"], async ({ text, path, name }) => {
      const saved = await contracts.save(text, path, name);
      return saved.ok ? ok({ saved: saved.value }) : saved;
    }),
    "shell.notify": bind(shellProcedures["shell.notify"], (texts) => notify(texts, options.focus)),
    "shell.badge": bind(shellProcedures["shell.badge"], ({ count }) => showBadge(count)),
  };
  const byName = new Map(Object.entries(handlers));
  const allowed = createRateLimit(() => performance.now(), maxCallsPerSecond);
  let open = false;

  const answer = async (event: Sender, message: unknown): Promise<Result<unknown>> => {
    if (!options.isOurPage(event)) return refused("This request did not come from Countersign's page.");
    if (!allowed()) return err({ code: "too-many-requests", message: "Too many requests within a second." });
    const size = measureInput(message, maxMessageBytes);
    if (!size.ok) return size;
    const envelope = envelopeSchema.safeParse(message);
    const handler = byName.get(envelope.data?.name ?? "");
    if (handler === undefined) return refused("There is no request of that name.");
    if (asksNobody.has(envelope.data?.name ?? "")) return handler(envelope.data?.input);
    // One question to the person at a time: a page cannot bury them in dialogs.
    if (open) return err({ code: "busy", message: "Another question is still open." });
    open = true;
    try {
      return await handler(envelope.data?.input);
    } finally {
      open = false;
    }
  };

  ipcMain.handle(shellChannel, async (event, message: unknown) => {
    const result = await answer(event, message).catch((error: unknown) =>
      err({ code: "shell-failed", message: error instanceof Error ? error.message : String(error) }),
    );
    if (!result.ok) options.note(`Refused: ${result.error.code}: ${result.error.message}`);
    return result;
  });
}

async function openLink(url: string): Promise<Result<{ opened: boolean }>> {
  const link = checkLink(url);
  if (!link.ok) return link;
  const { response } = await ask({
    type: "question",
    title: "Countersign",
    message: `Open ${link.value.host} in your browser?`,
    detail: `${link.value.href}\n\nThis address comes from an agent's work or a repository, not from Countersign.`,
    buttons: ["Cancel", "Open"],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  if (response !== 1) return ok({ opened: false });
  await shell.openExternal(link.value.href);
  return ok({ opened: true });
}

/** The person asked for it by name, and the mail program asks before it sends. */
async function writeMail(url: string): Promise<Result<{ opened: boolean }>> {
  const mail = checkMail(url);
  if (!mail.ok) return mail;
  await shell.openExternal(mail.value);
  return ok({ opened: true });
}

async function showReport(home: string, path: string): Promise<Result<{ shown: boolean }>> {
  const file = await reportInside(home, path);
  if (!file.ok) return file;
  shell.showItemInFolder(file.value);
  return ok({ shown: true });
}

/** Only what Countersign wrote is copied, and only to a place the person names in a dialog, which asks before it replaces a file. */
async function copyReport(home: string, path: string): Promise<Result<{ copied: string | null }>> {
  const file = await reportInside(home, path);
  if (!file.ok) return file;
  const window = BrowserWindow.getFocusedWindow();
  const question = { title: "Save a copy", defaultPath: basename(file.value) };
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(question)
    : dialog.showSaveDialog(window, question));
  if (canceled || filePath === "") return ok({ copied: null });
  try {
    await copyFile(file.value, filePath);
    return ok({ copied: filePath });
  } catch (error) {
    return err({
      code: "copy-failed",
      message: `Could not save the copy: ${error instanceof Error ? error.message : String(error)}.`,
      place: filePath,
      remedy: "Choose a folder this account can write, with space left.",
    });
  }
}

type BundleUse = "open-bundle" | "compare-bundle" | undefined;

async function pickFolder(use: BundleUse): Promise<Result<{ path: string | null }>> {
  const titles = {
    connect: "Connect a folder",
    "open-bundle": "Open a bundle: its folder",
    "compare-bundle": "Compare this log with a bundle: its folder",
  } as const;
  const picked = await pick({ title: titles[use ?? "connect"], properties: ["openDirectory"] });
  return ok({ path: picked[0] ?? null });
}

async function pickFiles(use: BundleUse): Promise<Result<{ paths: string[] }>> {
  const titles = {
    "open-bundle": "Open a bundle: its .tar file",
    "compare-bundle": "Compare this log with a bundle: its .tar file",
  } as const;
  const picked = await pick(
    use === undefined
      ? { title: "Read files", properties: ["openFile", "multiSelections"] }
      : { title: titles[use], properties: ["openFile"], filters: [{ name: "Bundle", extensions: ["tar"] }] },
  );
  return ok({ paths: picked.slice(0, 1000) });
}

const contractFilter = { name: "Contract", extensions: ["yaml", "yml", "json"] };

async function pickContract(): Promise<string | null> {
  const picked = await pick({ title: "Open a contract", properties: ["openFile"], filters: [contractFilter] });
  return picked[0] ?? null;
}

async function nameContract(name: string): Promise<string | null> {
  const window = BrowserWindow.getFocusedWindow();
  const options = { title: "Save the contract", defaultPath: name, filters: [contractFilter] };
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  return canceled || filePath === "" ? null : filePath;
}

async function pick(options: Electron.OpenDialogOptions): Promise<string[]> {
  const window = BrowserWindow.getFocusedWindow();
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return canceled ? [] : filePaths;
}

function ask(options: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue> {
  const window = BrowserWindow.getFocusedWindow();
  return window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options);
}

function refused(message: string): Result<never> {
  return err({ code: "refused", message });
}
