import { err, ok, type Result } from "../../shared/result";
import { askSecret } from "./ask-secret";
import { plain } from "./screen";
import type { Session } from "./terminal";

/** Opens the reviewer's key, where it is locked. */
export async function unlock({ ask }: Session): Promise<Result<undefined>> {
  const state = await ask("identity.state", {});
  if (!state.ok) return state;
  if (state.value.reviewer.state !== "locked") return ok(undefined);
  const passphrase = await askSecret("Passphrase of your signing key:", "COUNTERSIGN_PASSPHRASE");
  if (!passphrase.ok) return passphrase;
  const opened = await ask("identity.unlock", { passphrase: passphrase.value });
  return opened.ok ? ok(undefined) : opened;
}

/** Says what was done, in words or as JSON. */
export function told({ json, screen }: Session, sentence: string, value: unknown): Result<undefined> {
  if (json) screen.json(value);
  else screen.line(sentence);
  return ok(undefined);
}

/** A place in the log, as typed. */
export function placeOf(text: string): Result<number> {
  return /^[0-9]{1,15}$/.test(text)
    ? ok(Number(text))
    : err({ code: "bad-place", message: `${plain(text)} is no place in the log.`, remedy: "Give an entry's number." });
}
