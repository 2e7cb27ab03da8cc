import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../support/temp-home";
import { keptVectors } from "../trust/vector-files";
import { pythonMissing, pythonVerifierFile } from "../trust/verifiers";

const folder = path.join(projectRoot, "main/verify/python");
const missing = pythonMissing();

/** Why a backend cannot be asked for here; null where it can. */
function absent(backend: "cryptography" | "openssl"): string | null {
  const asked =
    backend === "cryptography"
      ? spawnSync("python3", ["-c", "import cryptography"])
      : spawnSync("openssl", ["version"], { encoding: "utf8" });
  if (asked.status !== 0) return `${backend} is not on this machine`;
  return backend === "openssl" && !/^OpenSSL [3-9]/.test(String(asked.stdout)) ? "openssl is older than 3.0" : null;
}

describe.skipIf(missing !== null)(`the verifier in Python${missing === null ? "" : ` (skipped: ${missing})`}`, () => {
  it("passes its own tests, over bundles that it makes itself", { timeout: 300_000 }, (context) => {
    const without = absent("cryptography");
    context.skip(without !== null, without ?? "");
    const run = spawnSync("python3", ["-B", "-m", "unittest"], { cwd: folder, encoding: "utf8" });
    expect(run.stderr).toMatch(/Ran \d\d tests[^]*\nOK/);
    expect(run.status).toBe(0);
  });

  it.for(["cryptography", "openssl"] as const)(
    "gives every vector its verdict with signatures checked by %s",
    { timeout: 300_000 },
    (backend, context) => {
      const without = absent(backend);
      context.skip(without !== null, without ?? "");
      const vectors = keptVectors();
      expect(vectors.length).toBeGreaterThan(100);
      const input = vectors.map(({ bundle, args }) => `${JSON.stringify({ bundle, args })}\n`).join("");
      const command = ["-B", pythonVerifierFile, "--batch", "--backend", backend];
      const run = spawnSync("python3", command, { input, encoding: "utf8" });
      expect(run.status, run.stderr).toBe(0);
      const answers = run.stdout.trimEnd().split("\n");
      const told = vectors.map(({ name }, at) => `${name} ${answers[at] ?? "no answer"}`);
      expect(told).toEqual(vectors.map(({ name, exit }) => `${name} ${JSON.stringify({ exit }).replace(":", ": ")}`));
    },
  );
});
