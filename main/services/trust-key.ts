import type { Input, Output } from "../../shared/contract/api";
import type { TrustedKey } from "../../shared/model/trusted-key";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { readPublicKey } from "../attest/public-key";
import { readTrustedRoot, rootId } from "../attest/sigstore";
import { deleteTrustedKey, insertTrustedKey, readTrustedKeys } from "../store/trusted-keys";
import type { Core } from "../views/core";
import { keyRow } from "../views/keys";
import { standAgain } from "./stand-again";

type Asked = Input<"keys.trust">;
type Read = Omit<TrustedKey, "name" | "addedAt">;

/**
 * Trusts a key from now on: the key and its entry in the audit log are written together, then evidence stands anew.
 * Codes: "key-known", "name-taken", "identity-missing", "identity-refused" and those of reading a key.
 */
export async function trustKey(core: Core, asked: Asked): Promise<Result<Output<"keys.trust">>> {
  const read = readKey(asked);
  if (!read.ok) return read;
  const key: TrustedKey = {
    ...read.value,
    name: asked.name,
    addedAt: core.platform.clock.now().toISOString(),
  };
  const known = readTrustedKeys(core.record);
  const before = known.find(({ id }) => id === key.id);
  if (before !== undefined)
    return err({ code: "key-known", message: `This key is trusted already, as ${before.name}.` });
  if (known.some(({ name }) => name === key.name))
    return err({
      code: "name-taken",
      message: `Another key is trusted as ${key.name}.`,
      remedy: "Give this one another name, or remove that one first.",
    });
  const written = writeWithEntry(core, "trusted", key, () => {
    insertTrustedKey(core.record, key);
  });
  if (!written.ok) return written;
  const changed = await standAgain(core, readTrustedKeys(core.record));
  core.publish("changed", { scopes: ["settings", "audit"] });
  return ok({ key: keyRow(core, key), changed });
}

/**
 * Trusts a key no longer. Evidence stands without it before it is gone: were the program ended in between, nothing stands
 * better than its keys.
 */
export async function removeKey(core: Core, id: string): Promise<Result<Output<"keys.remove">>> {
  const known = readTrustedKeys(core.record);
  const key = known.find((one) => one.id === id);
  if (key === undefined)
    return err({
      code: "not-found",
      message: `No trusted key has the id ${id.slice(0, 12)}.`,
      remedy: "countersign keys list names those that are trusted.",
    });
  const changed = await standAgain(
    core,
    known.filter((one) => one.id !== id),
  );
  const written = writeWithEntry(core, "removed", key, () => {
    deleteTrustedKey(core.record, id);
  });
  if (!written.ok) {
    await standAgain(core, known);
    return written;
  }
  core.publish("changed", { scopes: ["settings", "audit"] });
  return ok({ changed });
}

function readKey({ text, identity, issuer }: Asked): Result<Read> {
  if (text.trimStart().startsWith("{")) {
    const root = readTrustedRoot(text);
    if (!root.ok) return root;
    if (identity === undefined || issuer === undefined)
      return err({
        code: "identity-missing",
        message: "A Sigstore root alone trusts nobody: anyone can sign under it.",
        remedy: "Say who must have signed (identity) and who must have vouched for them (issuer).",
      });
    if (identity === "*")
      return err({
        code: "identity-refused",
        message: "The identity * would trust everyone who can sign under this root.",
        remedy: "Name the identity, or its beginning followed by *.",
      });
    const id = rootId({ text, identity, issuer });
    return ok({ id, kind: "sigstore", algorithm: "Sigstore", text, identity, issuer });
  }
  const key = readPublicKey(text);
  if (!key.ok) return key;
  if (identity !== undefined || issuer !== undefined)
    return err({
      code: "identity-refused",
      message: "An identity and issuer belong to a Sigstore root; this is a public key.",
      remedy: "Leave them out.",
    });
  const { id, pem, algorithm } = key.value;
  return ok({ id, kind: "public-key", algorithm, text: pem, identity: null, issuer: null });
}

/** Carries the log's refusal out of the transaction it ends. */
class NotLogged extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

function writeWithEntry(
  core: Core,
  action: "trusted" | "removed",
  key: TrustedKey,
  write: () => void,
): Result<undefined> {
  const { id, name, algorithm, identity, issuer } = key;
  try {
    return core.ledger.together((): Result<undefined> => {
      const logged = core.ledger.append([{ kind: "key", action, key: id, name, algorithm, identity, issuer }]);
      if (!logged.ok) throw new NotLogged(logged.error);
      write();
      return ok(undefined);
    });
  } catch (error) {
    if (error instanceof NotLogged) return err(error.problem);
    throw error;
  }
}
