import type { Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { contractFromIssue } from "../evidence/import-issue";
import { connectGitHub, parseIssueUrl, type GitHub } from "../platform/github";
import type { Core } from "../views/core";

/** What a contract is begun from. */
export type ImportSource =
  { readonly kind: "address"; readonly url: string } | { readonly kind: "text"; readonly text: string };

/**
 * A contract draft from an issue: read from GitHub by its address, or from pasted text, whose first line is the title. Nothing is
 * stored. Problems: the address is no issue's ("not-an-issue"), the text is empty ("nothing-to-import"), GitHub's own.
 */
export async function importContract(
  core: Core,
  from: ImportSource,
  github: GitHub = connectGitHub(core.platform.env["GITHUB_TOKEN"], core.platform.env["COUNTERSIGN_GITHUB_API"]),
): Promise<Result<Output<"contract.import">>> {
  if (from.kind === "text") return importText(from.text);
  const ref = parseIssueUrl(from.url.trim());
  if (ref === null)
    return err({
      code: "not-an-issue",
      message: "This is not the address of a GitHub issue.",
      place: from.url,
      remedy: "Write it as https://github.com/OWNER/REPO/issues/N, or paste the issue's text.",
    });
  const issue = await github.readIssue(ref);
  if (!issue.ok) return issue;
  const reference = `${ref.owner}/${ref.repo}#${String(ref.number)}`;
  return ok({
    text: contractFromIssue({ ...issue.value, reference }),
    name: "contract.yaml",
    origin: `Begun from ${reference}`,
  });
}

function importText(text: string): Result<Output<"contract.import">> {
  const lines = text.trim().split(/\r\n|\r|\n/);
  const title = (lines[0] ?? "").replace(/^#+\s*/, "").trim();
  if (title === "")
    return err({
      code: "nothing-to-import",
      message: "There is no text to begin a contract from.",
      remedy: "Paste the issue's title and text.",
    });
  return ok({
    text: contractFromIssue({
      title,
      body: lines.slice(1).join("\n"),
      labels: [],
      reference: null,
      author: null,
      createdAt: null,
      link: null,
    }),
    name: "contract.yaml",
    origin: "Begun from a text",
  });
}
