import { shortestPassphrase } from "../../shared/contract/identity";
import { ok, type Result } from "../../shared/result";
import { firstKeySentence, protectionWords } from "../../shared/review/key-words";
import { askNewSecret, askSecret, canType } from "./ask-secret";
import type { Session } from "./terminal";

/**
 * Before a decision: explains the key that the first one makes, and asks for what protects or opens it where somebody is there to type.
 * Otherwise the recording itself says what is missing.
 */
export async function readyToSign({ ask, json, screen }: Session): Promise<Result<undefined>> {
  const state = await ask("identity.state", {});
  if (!state.ok) return state;
  const { reviewer } = state.value;
  if (reviewer.state === "locked" && canType()) {
    const passphrase = await askSecret("Passphrase of your signing key:", "COUNTERSIGN_PASSPHRASE");
    if (!passphrase.ok) return passphrase;
    const opened = await ask("identity.unlock", { passphrase: passphrase.value });
    return opened.ok ? ok(undefined) : opened;
  }
  if (reviewer.state !== "none") return ok(undefined);
  if (!json) {
    screen.line(firstKeySentence);
    const protection = reviewer.offered === "nothing" ? "file" : reviewer.offered;
    if (reviewer.problem === null) screen.line(`It lies in ${reviewer.file}, kept by ${protectionWords[protection]}.`);
    screen.line("countersign identity backup --out FILE keeps a copy: without it a lost key is lost.");
  }
  if (reviewer.problem === null || !canType()) return ok(undefined);
  const passphrase = await askNewSecret("A passphrase for it", "COUNTERSIGN_PASSPHRASE", shortestPassphrase);
  if (!passphrase.ok) return passphrase;
  const made = await ask("identity.create", { protect: { by: "passphrase", passphrase: passphrase.value } });
  return made.ok ? ok(undefined) : made;
}
