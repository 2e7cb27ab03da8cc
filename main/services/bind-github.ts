import { createHash } from "node:crypto";
import type { Input, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { publicKeyId } from "../audit/signers";
import { checkHost } from "../platform/github/addresses";
import type { GitHubApi } from "../platform/github/port";
import type { Core } from "../views/core";
import { checkAccount } from "./github-account-acts";
import { ownKey, personOf, tellAgain } from "./identity-acts";

const answerMs = 30_000;

/**
 * Binds the reviewer's key to the GitHub account that a token here speaks for: GitHub is asked whose it is, and the log tells of the
 * account's name and number from then on. Codes: "github-no-account" without a token, those of the key and of GitHub.
 */
export async function bindGithub(
  core: Core,
  asked: Input<"identity.github">,
): Promise<Result<Output<"identity.github">>> {
  const own = ownKey(core);
  if (!own.ok) return own;
  const host = checkHost(asked.host);
  if (!host.ok) return host;
  const api = core.github.api(host.value, asked.login);
  if (!api.ok) return api;
  if (api.value.account === null && core.github.environment() === null)
    return err({
      code: "github-no-account",
      message: `Nobody is signed in to ${host.value} here.`,
      place: host.value,
      remedy: "Sign in first: countersign github login, or in the settings.",
    });
  const viewer = await checkAccount(core, asked);
  if (!viewer.ok) return viewer;
  const { login, id } = viewer.value;
  const before = personOf(core, publicKeyId(own.value.key));
  const sshListed =
    before.binding === "ssh" && before.account !== undefined ? await isListed(api.value, login, before.account) : null;
  const person = {
    name: before.name,
    binding: "github" as const,
    // Numbers are each host's own; two hosts are told apart by the name.
    account: (host.value === "github.com" ? login : `${host.value}/${login}`).slice(0, 200),
    accountId: id,
    boundAt: core.platform.clock.now().toISOString(),
  };
  const told = tellAgain(core, { ...own.value, person });
  if (!told.ok) return told;
  core.publish("changed", { scopes: ["settings", "audit", "inbox", "task"] });
  return ok({ login, accountId: id, seq: told.value.seq, sshListed });
}

/** Whether an account lists an SSH key among those it signs with; null where that could not be read. */
async function isListed(api: GitHubApi, login: string, fingerprint: string): Promise<boolean | null> {
  const keys = await api.signingKeys(login, AbortSignal.timeout(answerMs));
  if (!keys.ok) return null;
  return keys.value.value.items.some((key) => {
    const bytes = Buffer.from(key.split(/\s+/)[1] ?? "", "base64");
    const digest = createHash("sha256").update(bytes).digest("base64").replace(/=+$/, "");
    return `SHA256:${digest}` === fingerprint;
  });
}
