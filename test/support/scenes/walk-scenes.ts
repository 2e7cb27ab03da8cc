import path from "node:path";
import type { LaunchedApp } from "../launch-electron";
import { resize, themes, toInbox, wear, type Scene, type Theme } from "./scene";

/** Where a run with COUNTERSIGN_PICTURES puts a picture of every scene instead of looking for problems; undefined otherwise. */
export const pictureFolder = process.env["COUNTERSIGN_PICTURES"];

const sizes = [
  [1280, 800],
  [2560, 1440],
] as const;

/** Goes to a scene. A scene that did not come leaves the page to the next, which begins anew. */
export async function enter(scene: Scene, launched: LaunchedApp, home: string): Promise<void> {
  launched.page.setDefaultTimeout(10_000);
  if (scene.goesOn !== true) await toInbox(launched.page);
  await scene.open(launched.page, launched, home);
}

/**
 * Shows the scene in every theme, and takes its pictures where they are wanted.
 * In: what is done in each theme otherwise.
 */
export async function inEveryTheme(
  scene: Scene,
  launched: LaunchedApp,
  visit: (theme: Theme) => Promise<void>,
): Promise<void> {
  for (const theme of themes) {
    await wear(launched.page, theme);
    if (pictureFolder === undefined) await visit(theme);
    else await takePictures(pictureFolder, scene, launched, theme);
  }
}

async function takePictures(folder: string, scene: Scene, launched: LaunchedApp, theme: Theme): Promise<void> {
  const shoot = async (name: string): Promise<void> => {
    // Nothing stands under the pointer.
    await launched.page.mouse.move(0, 0);
    // Lets fonts, pictures and the worker's highlighting arrive.
    await launched.page.waitForTimeout(500);
    await launched.page.screenshot({ path: path.join(folder, `${name}.png`) });
  };
  await shoot(`${scene.name}-${theme}`);
  if (scene.everySize !== true) return;
  for (const [width, height] of sizes) {
    await resize(launched, width, height);
    await shoot(`${scene.name}-${theme}-${String(width)}`);
  }
  await resize(launched, 1440, 900);
}
