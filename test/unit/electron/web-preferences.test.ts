import { expect, it } from "vitest";
import { webPreferences } from "../../../main/electron/web-preferences";

it("the window's preferences are exactly those of docs/security.md", () => {
  expect(webPreferences("/app/preload.cjs", "--names", false)).toEqual({
    preload: "/app/preload.cjs",
    additionalArguments: ["--names"],
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
    devTools: false,
  });
});
