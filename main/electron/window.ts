import { join } from "node:path";
import { BrowserWindow, nativeTheme, screen } from "electron";
import { escapeChannel } from "./channels";
import { namesArgument } from "./name-lists";
import type { NameLists } from "./name-lists";
import { preloadScript } from "./places";
import { webPreferences } from "./web-preferences";
import { minimumSize, placeWindow, readWindowState, writeWindowState } from "./window-state";
import type { Bounds } from "./window-state";

// The design's ground (bg-0) for a first start, before the page has said what its theme's is.
const firstGround = { light: "#f5f5f3", dark: "#111214" } as const;
const saveAfterMs = 400;
const showAtLatestMs = 4000;
const pictureAtLatestMs = 600;

export interface WindowOptions {
  /** Absolute path of the data folder; the window remembers itself in its `window.json`. */
  readonly home: string;
  /** True only when the page comes from a development server. */
  readonly developerTools: boolean;
  /** What the page may name. */
  readonly names: NameLists;
  readonly note: (text: string) => void;
}

/**
 * Makes the window, where and as large as it was last time, hidden until the page has something to show. The page tells
 * its theme's ground with `<meta name="theme-color">`; the next start opens in that colour.
 */
export function createWindow(options: WindowOptions): BrowserWindow {
  const file = join(options.home, "window.json");
  const remembered = readWindowState(file);
  const workAreas = [
    screen.getPrimaryDisplay(),
    ...screen.getAllDisplays().filter(({ id }) => id !== screen.getPrimaryDisplay().id),
  ].map(({ workArea }) => workArea);
  let background = remembered?.background ?? null;

  const window = new BrowserWindow({
    ...placeWindow(remembered?.bounds ?? null, workAreas),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: "Countersign",
    show: false,
    autoHideMenuBar: true,
    backgroundColor: background ?? (nativeTheme.shouldUseDarkColors ? firstGround.dark : firstGround.light),
    webPreferences: webPreferences(preloadScript, namesArgument(options.names), options.developerTools),
  });

  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (window.isDestroyed()) return;
    try {
      writeWindowState(file, {
        version: 1,
        bounds: whole(window.getNormalBounds()),
        maximised: window.isMaximized(),
        fullScreen: window.isFullScreen(),
        background,
      });
    } catch (error) {
      options.note(`The window's place could not be remembered: ${String(error)}`);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const saveSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, saveAfterMs);
  };
  // Spelled out one by one: the overloads of `on` do not take a union of event names.
  window.on("resize", saveSoon);
  window.on("move", saveSoon);
  window.on("maximize", saveSoon);
  window.on("unmaximize", saveSoon);
  window.on("enter-full-screen", saveSoon);
  window.on("leave-full-screen", saveSoon);
  window.on("close", save);
  window.on("closed", () => clearTimeout(timer));
  window.webContents.on("did-change-theme-color", (_event, colour) => {
    const ground = colour?.toLowerCase().slice(0, 7) ?? "";
    if (!/^#[0-9a-f]{6}$/.test(ground)) return;
    background = ground;
    window.setBackgroundColor(ground);
    saveSoon();
  });
  // A previewed report runs nothing and lies in another process: the page hears no key of its frame, and has to let go of it.
  window.webContents.on("before-input-event", (_event, { type, key }) => {
    if (type === "keyDown" && key === "Escape") window.webContents.send(escapeChannel);
  });
  window.on("page-title-updated", (event) => event.preventDefault());

  const show = (): void => {
    clearTimeout(latest);
    if (window.isDestroyed() || window.isVisible()) return;
    if (remembered?.maximised === true) window.maximize();
    if (remembered?.fullScreen === true) window.setFullScreen(true);
    window.show();
  };
  // A page that never paints must not leave the person with nothing on the screen.
  const latest = setTimeout(show, showAtLatestMs);
  window.once("ready-to-show", show);
  return window;
}

/** Does something once a window has painted, or soon where it paints nothing. */
export function afterFirstPicture(window: BrowserWindow, act: () => void): void {
  let done = false;
  const once = (): void => {
    clearTimeout(latest);
    if (!done) act();
    done = true;
  };
  const latest = setTimeout(once, pictureAtLatestMs);
  window.once("ready-to-show", once);
}

/** Brings a window to the front, from wherever it is. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function whole({ x, y, width, height }: Bounds): Bounds {
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}
