import * as z from "zod";
import { err, ok, type Result } from "../../shared/result";
import type { PrintPage } from "./chromium";

const printedSchema = z.strictObject({
  type: z.literal("printed"),
  id: z.int().nonnegative(),
  problem: z.string().nullable(),
});

/** The window's process as a printer: it has a browser in it. */
export interface ShellPrinter {
  readonly printPage: PrintPage;
  /** Takes a message of the window's process. Out: whether it was an answer to this. */
  readonly receive: (message: unknown) => boolean;
}

/** In: how to send a control message to the window's process. */
export function createShellPrinter(send: (message: object) => void): ShellPrinter {
  const waiting = new Map<number, (problem: string | null) => void>();
  let last = 0;
  return {
    printPage: (html, pdf) =>
      new Promise<Result<undefined>>((resolve) => {
        last += 1;
        waiting.set(last, (problem) => {
          resolve(
            problem === null
              ? ok(undefined)
              : err({
                  code: "print-failed",
                  message: `The window could not print the report: ${problem}.`,
                  remedy: "The HTML report prints from any browser.",
                }),
          );
        });
        send({ type: "print", id: last, html, pdf });
      }),
    receive: (message) => {
      const answer = printedSchema.safeParse(message);
      if (!answer.success) return false;
      waiting.get(answer.data.id)?.(answer.data.problem);
      waiting.delete(answer.data.id);
      return true;
    },
  };
}
