import { spawnSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import type { App } from "../../main/app";
import { exportBundle } from "../../main/services/export-bundle";
import { openAnchorApp, valueOf } from "../support/anchor-app";
import { projectRoot, tempFolder } from "../support/temp-home";
import { sendReply, timeAuthority, timeServer } from "../support/time-authority";
import { nodeVerifierFile, pythonMissing, pythonVerifierFile } from "../trust/verifiers";

const noPython = pythonMissing();

/** Records a signed decision that any task takes: a new owner. */
async function assign(app: App, person: string): Promise<void> {
  const inbox = valueOf(await app.invoke("inbox.list", { filter: "WEB-123" }));
  const [row] = inbox.groups.flatMap((group) => group.rows);
  if (row === undefined) throw new Error("the sample night has no WEB-123");
  const subject = { kind: "assign-owner" as const, taskId: row.taskId, attemptId: null };
  const sheet = valueOf(await app.invoke("decision.sheet", subject));
  const asked = { ...subject, nonce: sheet.nonce, reason: "on call", person, until: null, confirm: sheet.confirm };
  valueOf(await app.invoke("decision.record", asked));
}

async function bundleOf(app: App): Promise<{ where: string; pins: string[] }> {
  const out = path.join(tempFolder(), "bundle");
  const ask = { from: null, to: null, withhold: [], texts: true, tar: false, out };
  const bundle = valueOf(await exportBundle(app.core, ask, () => false));
  const keys = app.core.ledger.keys();
  return {
    where: bundle.path,
    pins: [
      ...keys.log.flatMap(({ vkey }) => ["--log-key", vkey]),
      ...valueOf(await app.invoke("audit.bar", {})).reviewerKeys.flatMap(({ vkey }) => ["--reviewer-key", vkey]),
    ],
  };
}

/** Exit codes of both verifiers, run as a stranger runs them. */
function verdicts(where: string, args: readonly string[]): (number | null)[] {
  const env = { PATH: process.env["PATH"] };
  return [[process.execPath, nodeVerifierFile], ...(noPython === null ? [["python3", pythonVerifierFile]] : [])].map(
    ([program = "", file = ""]) => {
      const run = spawnSync(program, [file, where, ...args], { encoding: "utf8", env });
      if (run.status === null || run.status === 50) process.stderr.write(`${run.stdout}${run.stderr}`);
      return run.status;
    },
  );
}

const all = (exit: number) => (noPython === null ? [exit, exit] : [exit]);

it("a time-stamp takes an export from consistent to anchored for both verifiers; another root, another log or a fork does not", async () => {
  const authority = timeAuthority();
  const server = await timeServer((request, response) => {
    sendReply(response, authority.reply(request));
  });
  const platform = {
    env: { PATH: process.env["PATH"] ?? "", COUNTERSIGN_KEY_PROTECTION: "file" },
    resources: path.join(projectRoot, "resources"),
  };
  const home = tempFolder();
  const app = openAnchorApp({ home, platform });
  valueOf(await app.invoke("sample.open", {}));
  await assign(app, "mara");
  await assign(app, "noor");
  expect(valueOf(await app.invoke("app.status", {})).log.anchored).toMatchObject({ size: 0, at: null, notAnchored: 2 });
  valueOf(await app.invoke("anchors.settings", { time: { url: server.url, root: authority.root, automatic: false } }));
  valueOf(await app.invoke("anchors.make", { type: "rfc3161" }));
  expect(valueOf(await app.invoke("app.status", {})).log.anchored.notAnchored).toBe(0);
  app.close();

  // The same log goes on in two ways: what one auditor is shown, and what another is.
  const fork = tempFolder();
  cpSync(home, fork, { recursive: true });
  const one = openAnchorApp({ home, platform });
  await assign(one, "ada");
  expect(valueOf(await one.invoke("app.status", {})).log.anchored.notAnchored).toBe(1);
  const { where, pins } = await bundleOf(one);
  expect(verdicts(where, pins)).toEqual(all(10));
  expect(verdicts(where, [...pins, "--tsa-root", authority.rootFile])).toEqual(all(0));
  expect(verdicts(where, [...pins, "--tsa-root", timeAuthority().rootFile])).toEqual(all(40));

  const other = openAnchorApp({ home: fork, platform });
  await assign(other, "eve");
  await assign(other, "eve");
  const forked = await bundleOf(other);
  const known = path.join(tempFolder(), "known.note");
  writeFileSync(known, one.core.ledger.checkpoint()?.note ?? "");
  // Each is whole in itself, and anchored up to where they part.
  expect(verdicts(forked.where, [...forked.pins, "--tsa-root", authority.rootFile])).toEqual(all(0));
  expect(verdicts(forked.where, [...forked.pins, "--known-checkpoint", known])).toEqual(all(30));
  expect(verdicts(where, [...pins, "--known-checkpoint", known])).toEqual(all(30));
  expect(valueOf(await one.invoke("anchors.check", {})).findings.map(({ type, outcome }) => [type, outcome])).toEqual([
    ["export", "holds"],
    ["rfc3161", "holds"],
  ]);
});
