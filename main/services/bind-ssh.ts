import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Input, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { publicKeyId } from "../audit/signers";
import type { Core } from "../views/core";
import { ownKey, personOf, tellAgain } from "./identity-acts";

/** What the signature is for, so that one made for something else says nothing here (ssh-keygen(1), -n). */
const namespace = "countersign";
const limitMs = 10_000;

/** The text that an SSH key signs to be bound to the reviewer's key: it names the log and the key. */
export function sshText(core: Core): Result<Output<"identity.ssh-text">> {
  const own = ownKey(core);
  if (!own.ok) return own;
  const origin = core.ledger.origin();
  if (origin === null)
    return err({
      code: "no-log",
      message: "There is no log yet that the key could be bound in.",
      remedy: "countersign identity create makes the key and begins the log.",
    });
  return ok({ text: `countersign-identity-v1\n${origin}\n${publicKeyId(own.value.key)}\n`, namespace });
}

/**
 * Binds the reviewer's key to an SSH key that signed its text: the log tells of it from then on. In: the public key as in an
 * .pub file, the signature as `ssh-keygen -Y sign -n countersign` writes it. The check is ssh-keygen's own.
 * Codes: "ssh-key-unreadable", "ssh-unavailable", "ssh-refused".
 */
export function bindSsh(core: Core, asked: Input<"identity.ssh">): Result<Output<"identity.ssh">> {
  const text = sshText(core);
  if (!text.ok) return text;
  const own = ownKey(core);
  if (!own.ok) return own;
  const [type = "", blob = ""] = asked.publicKey.trim().split(/\s+/);
  const bytes = Buffer.from(blob, "base64");
  if (!/^[a-z0-9@.-]{3,80}$/.test(type) || bytes.length < 32 || bytes.toString("base64") !== blob)
    return err({
      code: "ssh-key-unreadable",
      message: "This is no public SSH key.",
      remedy: "Give the content of the .pub file.",
    });
  const wrong = refused(`${type} ${blob}`, asked.signature, text.value.text);
  if (wrong !== null) return wrong;
  const fingerprint = `SHA256:${createHash("sha256").update(bytes).digest("base64").replace(/=+$/, "")}`;
  const { name } = personOf(core, publicKeyId(own.value.key));
  const boundAt = core.platform.clock.now().toISOString();
  const person = { name, binding: "ssh" as const, account: fingerprint, boundAt };
  const told = tellAgain(core, { ...own.value, person });
  if (!told.ok) return told;
  core.publish("changed", { scopes: ["settings", "audit", "inbox", "task"] });
  return ok({ fingerprint, seq: told.value.seq });
}

/** Why ssh-keygen does not take a signature, or null. */
function refused(publicKey: string, signature: string, text: string): Result<never> | null {
  const folder = mkdtempSync(path.join(tmpdir(), "countersign-ssh-"));
  try {
    const signers = path.join(folder, "signers");
    const file = path.join(folder, "signature");
    writeFileSync(signers, `reviewer namespaces="${namespace}" ${publicKey}\n`, { mode: 0o600 });
    writeFileSync(file, signature, { mode: 0o600 });
    const run = keygen(["-Y", "verify", "-f", signers, "-I", "reviewer", "-n", namespace, "-s", file], text, folder);
    if (run.error !== undefined)
      return err({
        code: "ssh-unavailable",
        message: `ssh-keygen, which checks the signature, could not be run: ${run.error.message}.`,
        remedy: "Install OpenSSH 8.2 or later.",
      });
    return run.status === 0
      ? null
      : err({
          code: "ssh-refused",
          message: "This SSH key did not sign the text for this reviewer's key.",
          remedy: "Sign the text anew: countersign identity ssh --key FILE does both.",
        });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs ssh-keygen over a text. The text comes from a file: one that stops before it has read a pipe would fail its writer. */
function keygen(args: string[], text: string, folder: string) {
  const file = path.join(folder, "text");
  writeFileSync(file, text, { mode: 0o600 });
  const input = openSync(file, "r");
  try {
    return spawnSync("ssh-keygen", args, { stdio: [input, "ignore", "ignore"], timeout: limitMs, windowsHide: true });
  } finally {
    closeSync(input);
  }
}
