import { announce } from "../state/announce";

/** Puts a link on the clipboard and says so. */
export async function copyPlace(link: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(link);
    announce(`Copied ${link}`);
  } catch {
    announce(`Could not copy. The link is ${link}`);
  }
}
