import { randomBytes } from "node:crypto";
import * as z from "zod";

const heldSchema = z.strictObject({ type: z.literal("previewed"), token: z.string() });

/** Keeps a page in the window's process and says under which address a frame of the window shows it. */
export type ShowPage = (html: string) => Promise<string>;

/** The window's process as the place where a page is looked at before it is written. */
export interface ShellPreview {
  readonly showPage: ShowPage;
  /** Takes a message of the window's process. Out: whether it was an answer to this. */
  readonly receive: (message: unknown) => boolean;
}

/** In: how to send a control message to the window's process. */
export function createShellPreview(send: (message: object) => void): ShellPreview {
  const waiting = new Map<string, () => void>();
  return {
    showPage: (html) =>
      new Promise((resolve) => {
        // Nobody else can guess where a page lies.
        const token = randomBytes(16).toString("hex");
        waiting.set(token, () => {
          resolve(`app://preview/${token}`);
        });
        send({ type: "preview", token, html });
      }),
    receive: (message) => {
      const held = heldSchema.safeParse(message);
      if (!held.success) return false;
      waiting.get(held.data.token)?.();
      waiting.delete(held.data.token);
      return true;
    },
  };
}
