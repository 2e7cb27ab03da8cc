import { announce } from "../state/announce";
import { callShell } from "../bridge/client";

/** Asks to open a page in the browser; the window's process says what it is and asks the person first. */
export async function openOutside(url: string): Promise<void> {
  const opened = await callShell("shell.open-link", { url });
  if (!opened.ok) announce(opened.error.message);
}
