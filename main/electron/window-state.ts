import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";

const coordinate = z.int().min(-100_000).max(100_000);
const length = z.int().min(1).max(100_000);

export const windowStateSchema = z.strictObject({
  version: z.literal(1),
  /** In device-independent pixels of the screen, without maximising. */
  bounds: z.strictObject({ x: coordinate, y: coordinate, width: length, height: length }),
  maximised: z.boolean(),
  fullScreen: z.boolean(),
  /** Ground of the page's theme when it was last shown, so that opening does not flash; null before the first time. */
  background: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .nullable(),
});
export type WindowState = z.infer<typeof windowStateSchema>;
export type Bounds = WindowState["bounds"];

export const minimumSize = { width: 960, height: 600 } as const;
const usualSize = { width: 1440, height: 900 } as const;
/** So much of the window's top must be on a screen that it can be grabbed. */
const grip = { width: 120, height: 40 } as const;

/** What is remembered, or null when the file is missing or is not ours to understand. */
export function readWindowState(file: string): WindowState | null {
  try {
    const parsed = windowStateSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Writes beside and renames, so that a crash leaves the old file or the new one. @throws the file system's error */
export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, `${JSON.stringify(windowStateSchema.parse(state))}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Where the window goes: where it was, if its top can still be grabbed on a screen of now; else centred on the first.
 * @param remembered bounds of last time, or null
 * @param workAreas the screens' usable areas, the main screen first
 */
export function placeWindow(remembered: Bounds | null, workAreas: readonly Bounds[]): Bounds {
  const main = workAreas[0] ?? { x: 0, y: 0, ...usualSize };
  if (remembered !== null) {
    const home = workAreas.find((area) => canBeGrabbed(remembered, area));
    if (home !== undefined) {
      const width = clamp(remembered.width, minimumSize.width, Math.max(home.width, minimumSize.width));
      const height = clamp(remembered.height, minimumSize.height, Math.max(home.height, minimumSize.height));
      return { x: remembered.x, y: remembered.y, width, height };
    }
  }
  const width = Math.min(remembered?.width ?? usualSize.width, main.width);
  const height = Math.min(remembered?.height ?? usualSize.height, main.height);
  return {
    x: main.x + Math.max(0, Math.floor((main.width - width) / 2)),
    y: main.y + Math.max(0, Math.floor((main.height - height) / 2)),
    width: Math.max(width, minimumSize.width),
    height: Math.max(height, minimumSize.height),
  };
}

function canBeGrabbed(bounds: Bounds, area: Bounds): boolean {
  const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const down = Math.min(bounds.y + grip.height, area.y + area.height) - Math.max(bounds.y, area.y);
  return across >= grip.width && down >= grip.height;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
