import { positive } from "../added-lines";
import { isLockPath } from "../package-files";
import { isDocumentPath, isSnapshotPath, isTestPath } from "../path-class";
import { sighting, type FindingRule } from "../rule";
import { knownSecret, namedSecret } from "../secret-shapes";

/** Settings files, where a value may stand without quotes. */
const settingsPath = /(?:^|\/)\.env(?:\.[\w.-]+)?$|\.(?:env|ini|properties|conf|cfg|toml|ya?ml|tfvars)$/i;
/** Settings that are there to be copied and filled in. */
const samplePath = /(?:^|[./_-])(?:example|sample|template|dist|tmpl)(?:$|[./_-])/i;

export const secret: FindingRule = {
  id: "secret",
  title: "Secret",
  rationale:
    "A secret in the history is public to everyone who can read the repository, and stays so after it is removed.",
  looksAt: ["added-lines"],
  run({ patch }) {
    const out = [];
    for (const file of patch.files) {
      if (isLockPath(file.path) || isSnapshotPath(file.path)) continue;
      // What a test or a document calls a token is made up; a real one shows by its issuer's shape.
      const byName = !isTestPath(file.path) && !isDocumentPath(file.path) && !samplePath.test(file.path);
      const bare = settingsPath.test(file.path);
      for (const hunk of file.hunks)
        for (const [index, line] of hunk.lines.entries()) {
          if (line.kind !== "add") continue;
          const known = knownSecret(line.text, hunk.lines[index + 1]?.text ?? null);
          const named = known === null && byName ? namedSecret(line.text, bare) : null;
          if (known === null && named === null) continue;
          const message =
            known === null
              ? `${named?.name ?? ""} is set to a value that looks random: ${masked(named?.value ?? "")}.`
              : known.value === null
                ? "The header of a private key."
                : known.name === "password in an address"
                  ? "The shape of a password in an address."
                  : `The shape of a ${known.name}: ${masked(known.value)}.`;
          const number = positive(line.newNo);
          out.push(
            sighting("serious", message, { path: file.path, line: number, side: number === null ? null : "new" }),
          );
        }
    }
    return out;
  },
};

/** Never the whole: the first four characters and the length are enough to find it. */
function masked(value: string): string {
  return value.length < 16
    ? `${value.slice(0, 2)}… (${String(value.length)} characters)`
    : `${value.slice(0, 4)}… (${String(value.length)} characters)`;
}
