import { Menu, shell } from "electron";
import type { MenuItemConstructorOptions } from "electron";

export interface MenuOptions {
  /** Absolute path of the data folder, shown by Help. */
  readonly home: string;
  /** Absolute path of the core's log, shown by Help. */
  readonly log: string;
  /** Adds reload and developer tools. */
  readonly development: boolean;
}

/** The native menu: the platform's roles, zoom, and the way to one's data. */
export function installMenu({ home, log, development }: MenuOptions): void {
  const mac = process.platform === "darwin";
  const application: MenuItemConstructorOptions = {
    role: "appMenu",
    submenu: [
      { role: "about" },
      { type: "separator" },
      { role: "services" },
      { type: "separator" },
      { role: "hide" },
      { role: "hideOthers" },
      { role: "unhide" },
      { type: "separator" },
      { role: "quit" },
    ],
  };
  const developer: MenuItemConstructorOptions[] = [
    { type: "separator" },
    { role: "reload" },
    { role: "toggleDevTools" },
  ];
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [application] : []),
    { label: "&File", submenu: [mac ? { role: "close" } : { role: "quit" }] },
    { role: "editMenu" },
    {
      label: "&View",
      submenu: [
        { role: "resetZoom", label: "Actual size" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { type: "separator" },
        { role: "togglefullscreen", label: "Full screen" },
        ...(development ? developer : []),
      ],
    },
    { role: "windowMenu" },
    {
      role: "help",
      submenu: [
        { label: "Data folder", click: () => void shell.openPath(home) },
        { label: "Core log", click: () => shell.showItemInFolder(log) },
        ...(mac ? [] : [{ type: "separator" as const }, { role: "about" as const }]),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
