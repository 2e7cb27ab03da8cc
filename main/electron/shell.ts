import { BrowserWindow, dialog, ipcMain, shell } from "electron";
import * as z from "zod";
import type { Procedure } from "../../shared/contract/procedure";
import { shellProcedures } from "../../shared/contract/shell";
import { err, ok } from "../../shared/result";
import type { Result } from "../../shared/result";
import { shellChannel } from "./channels";
import { createContractFiles } from "./contract-files";
import { checkLink } from "./link-check";
import { reportInside } from "./report-path";
import { createRateLimit, measureInput } from "./request-limits";
import type { Sender } from "./sender";

type Handler = (input: unknown) => Promise<Result<unknown>>;

const envelopeSchema = z.strictObject({ name: z.string().max(100), input: z.unknown() });
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
  /** Absolute path of the data folder. */
  readonly home: string;
  readonly note: (text: string) => void;
}

/** Answers the `shell.*` procedures of the page. Every refusal is a Result; nothing a page sends makes this throw. */
export function serveShell(options: ShellOptions): void {
  const contracts = createContractFiles({ toOpen: pickContract, toSave: nameContract });
  const handlers: Record<keyof typeof shellProcedures, Handler> = {
    "shell.open-link": bind(shellProcedures["shell.open-link"], ({ url }) => openLink(url)),
    "shell.show-report": bind(shellProcedures["shell.show-report"], ({ path }) => showReport(options.home, path)),
    "shell.pick-folder": bind(shellProcedures["shell.pick-folder"], () => pickFolder()),
    "shell.pick-files": bind(shellProcedures["shell.pick-files"], () => pickFiles()),
    "shell.open-contract": bind(shellProcedures["shell.open-contract"], async () => {
      const file = await contracts.open();
      return file.ok ? ok({ file: file.value }) : file;
    }),
    "shell.save-contract": bind(shellProcedures["shell.save-contract"], async ({ text, path, name }) => {
      const saved = await contracts.save(text, path, name);
      return saved.ok ? ok({ saved: saved.value }) : saved;
    }),
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

async function showReport(home: string, path: string): Promise<Result<{ shown: boolean }>> {
  const file = await reportInside(home, path);
  if (!file.ok) return file;
  shell.showItemInFolder(file.value);
  return ok({ shown: true });
}

async function pickFolder(): Promise<Result<{ path: string | null }>> {
  const picked = await pick({ title: "Connect a folder", properties: ["openDirectory"] });
  return ok({ path: picked[0] ?? null });
}

async function pickFiles(): Promise<Result<{ paths: string[] }>> {
  const picked = await pick({ title: "Read files", properties: ["openFile", "multiSelections"] });
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
