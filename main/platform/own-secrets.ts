/** What in the environment opens or proves something here. */
const secret = /^(?:COUNTERSIGN_PASSPHRASE|COUNTERSIGN_\w*TOKEN|GITHUB_TOKEN)$/i;

/** An environment for a program that may run an agent's code: without what is Countersign's own. */
export function withoutSecrets(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secret.test(name)));
}
