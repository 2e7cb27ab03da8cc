import type { WebPreferences } from "electron";

/**
 * What the page's process may do: nothing but draw. Features of Blink that open the person's own dialogs are off, because
 * the core reads files and the page never does.
 * @param preload absolute path of the preload script
 * @param names argument that carries the lists of names
 * @param developerTools true only when the page comes from a development server
 */
export function webPreferences(preload: string, names: string, developerTools: boolean): WebPreferences {
  return {
    preload,
    additionalArguments: [names],
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    disableBlinkFeatures: "FileSystemAccessLocal",
    navigateOnDragDrop: false,
    plugins: false,
    spellcheck: false,
    disableDialogs: true,
    safeDialogs: true,
    devTools: developerTools,
  };
}
