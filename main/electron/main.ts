import { availableParallelism } from "node:os";
import { join } from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { onlyViewed } from "../platform/home-access";
import { makeFolder } from "../platform/make-folder";
import { app, dialog, ipcMain, safeStorage, session } from "electron";
import type { BrowserWindow, Session } from "electron";
import envPaths from "env-paths";
import { developmentServer, parseArguments } from "./arguments";
import { createBoundedLog } from "./bounded-log";
import { pageReadyChannel } from "./channels";
import { createCoreHost } from "./core-host";
import { createRestartPolicy } from "./core-life";
import { fenceContents, fenceSession } from "./fences";
import type { FencePlan } from "./fences";
import { installMenu } from "./menu";
import { appEntry, appOrigin, mapFiles } from "./page-files";
import type { FileMap } from "./page-files";
import { corePlaces, pageFolder } from "./places";
import { printReport } from "./print-report";
import { registerScheme, servePage } from "./protocol";
import { createReportPreviews } from "./report-preview";
import { sealedSecret } from "./sealed-secret";
import { isOurPage } from "./sender";
import type { Sender } from "./sender";
import { serveShell } from "./shell";
import { wallNames } from "./wall-names";
import { afterFirstPicture, createWindow, focusWindow } from "./window";

/** From when a window says that its first picture is there until that is on the screen, in milliseconds. */
const pictureTakesMs = 120;

registerScheme();
const defaultHome = envPaths("countersign", { suffix: "" }).data;
const { home } = parseArguments(process.argv.slice(1), defaultHome, process.cwd());
/** Where the copy of a data folder lies that is only looked at: it goes when the window closes. */
const aside = onlyViewed(home) === null ? null : mkdtempSync(join(tmpdir(), "countersign-view-"));
const copy = aside === null ? null : join(aside, "copy");
/** Where the window's own files go. */
const own = aside === null ? home : join(aside, "window");
if (prepareHome() && takeLock()) run();

/**
 * The data folder is the person's alone; Chromium's own files go into a folder of it, which makes the lock one per folder. Of a data
 * folder that is only looked at they go aside, with everything else that the window writes.
 */
function prepareHome(): boolean {
  const chromium = join(own, "chromium");
  try {
    makeFolder(chromium);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    dialog.showErrorBox("Countersign cannot use its data folder", `${home}\n\n${reason}`);
    app.exit(1);
    return false;
  }
  app.setPath("userData", chromium);
  app.setPath("sessionData", chromium);
  return true;
}

function takeLock(): boolean {
  if (app.requestSingleInstanceLock()) return true;
  process.stdout.write(`Countersign is already open on ${home}.\n`);
  app.exit(0);
  return false;
}

function run(): void {
  const server = developmentServer(process.env["COUNTERSIGN_DEV_URL"], app.isPackaged);
  const shellLog = createBoundedLog(join(own, "logs", "window.log"));
  const coreLog = createBoundedLog(join(own, "logs", "core.log"));
  const note = (text: string): void => shellLog.write(`${text}\n`);
  const origin = server === null ? appOrigin : server.origin;
  const previews = createReportPreviews(origin);
  const plan: FencePlan = {
    entry: server === null ? appEntry : server.href,
    origin,
    server,
    note,
    mayFrame: (address) => previews.has(address),
  };
  const { entry, resources } = corePlaces();
  const core = createCoreHost({
    node: process.env["COUNTERSIGN_NODE"] || undefined,
    entry,
    args: ["--home", home, "--resources", resources, ...(copy === null ? [] : ["--aside", copy])],
    compiled: join(own, "compiled"),
    log: coreLog,
    print: (html, pdf) => printReport(reportsOf(html), html, pdf),
    preview: (token, html) => {
      previews.hold(token, html);
    },
    secret: () => sealedSecret({ home, store: safeStorage, note }),
  });
  let window: BrowserWindow | null = null;
  const fromOurPage = (event: Sender): boolean =>
    isOurPage(event, plan.origin, window === null ? null : window.webContents.id);

  process.on("uncaughtException", (error) => {
    note(`Fault: ${error.stack ?? error.message}`);
    dialog.showErrorBox("Countersign met a fault and must close", `${error.message}\n\nIts log is ${shellLog.path}`);
    void shellLog.flushed().then(() => app.exit(1));
  });

  // With --no-sandbox (tests as root) Chromium could not honour this; nothing else may switch the sandbox off.
  if (!app.commandLine.hasSwitch("no-sandbox")) app.enableSandbox();
  if (server === null) {
    // No name is ever looked up for the page, not even ahead of a request. The core's network is Node's, not this one.
    app.commandLine.appendSwitch("host-resolver-rules", "MAP * ~NOTFOUND");
  }
  app.commandLine.appendSwitch("disable-background-networking");
  app.commandLine.appendSwitch("disable-component-update");
  app.commandLine.appendSwitch("disable-domain-reliability");
  app.commandLine.appendSwitch("no-pings");

  app.on("web-contents-created", (_event, contents) => fenceContents(contents, plan));
  const fenced = new WeakSet<Session>();
  const fence = (created: Session): void => {
    if (fenced.has(created)) return;
    fenced.add(created);
    fenceSession(created, plan);
  };
  app.on("session-created", fence);
  // Windows groups notifications and the badge by it.
  if (process.platform === "win32") app.setAppUserModelId("dev.countersign.desk");
  app.on("second-instance", () => {
    if (window === null) openWindow();
    else focusWindow(window);
  });
  app.on("activate", () => {
    if (window === null) openWindow();
  });
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  let closed = false;
  app.on("will-quit", (event) => {
    if (closed) return;
    event.preventDefault();
    void core.close().then(async () => {
      closed = true;
      await Promise.all([coreLog.flushed(), shellLog.flushed()]);
      // Chromium's own files are in use until the end, and stay among the temporary ones.
      if (copy !== null) rmSync(copy, { recursive: true, force: true });
      // Not in the tick of the event: Electron would still be refusing the quit it stands in.
      setImmediate(() => app.quit());
    });
  });
  ipcMain.on(pageReadyChannel, (event) => {
    if (fromOurPage(event)) core.attach(event.sender);
    else note(`Refused a page that is not ours: ${event.senderFrame?.origin ?? "its frame is gone"}`);
  });
  serveShell({
    isOurPage: fromOurPage,
    homeOf: reportsOf,
    note,
    focus: () => {
      if (window !== null) focusWindow(window);
    },
  });

  const openWindow = (): void => {
    window = createWindow({ home: own, developerTools: server !== null, names: wallNames, note });
    const mayReload = createRestartPolicy(() => performance.now());
    const { webContents } = window;
    webContents.on("render-process-gone", (_event, { reason }) => {
      if (reason === "clean-exit") return;
      note(`The page's process ended: ${reason}.`);
      const delay = mayReload();
      if (delay !== null) setTimeout(() => !webContents.isDestroyed() && webContents.reload(), delay);
      else dialog.showErrorBox("Countersign's page keeps failing", `Its log is ${shellLog.path}`);
    });
    window.on("closed", () => {
      window = null;
    });
    void window.loadURL(plan.entry).catch((error: unknown) => note(`The page could not be loaded: ${String(error)}`));
  };

  void app.whenReady().then(() => {
    fence(session.defaultSession);
    servePage(session.defaultSession, pageFiles(note), previews);
    openWindow();
    // With few processors the core's start would take the one that the window's first picture is made on.
    if (window === null || availableParallelism() >= 4) core.start();
    else
      afterFirstPicture(window, () => {
        setTimeout(() => {
          core.start();
        }, pictureTakesMs);
      });
    installMenu({ home, log: coreLog.path, development: server !== null });
  });
}

/** Whose `reports` a file can only be of: the data folder's, or those of the copy that is looked at. */
function reportsOf(file: string): string {
  return copy !== null && file.startsWith(join(copy, "reports")) ? copy : home;
}

function pageFiles(note: (text: string) => void): FileMap {
  try {
    return mapFiles(pageFolder);
  } catch (error) {
    note(`The page's files could not be read: ${String(error)}`);
    return new Map();
  }
}
