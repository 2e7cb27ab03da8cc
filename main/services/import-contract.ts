import type { Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { contractFromIssue } from "../evidence/import-issue";
import { parseIssueAddress } from "../platform/github/addresses";
import type { Core } from "../views/core";

const answerMs = 60_000;

/** What a contract is begun from. */
export type ImportSource =
  { readonly kind: "address"; readonly url: string } | { readonly kind: "text"; readonly text: string };

/**
 * A contract draft from an issue: read from GitHub by its address, or from pasted text, whose first line is the title. Nothing is
 * stored. Problems: the address is no issue's ("not-an-issue"), the text is empty ("nothing-to-import"), GitHub's own.
 */
export async function importContract(core: Core, from: ImportSource): Promise<Result<Output<"contract.import">>> {
  if (from.kind === "text") return importText(from.text);
  const accounts = core.github.list();
  const hosts = ["github.com", ...(accounts.ok ? accounts.value.map(({ host }) => host) : [])];
  const at = parseIssueAddress(from.url.trim(), hosts);
  if (at === null)
    return err({
      code: "not-an-issue",
      message: "This is not the address of a GitHub issue.",
      place: from.url,
      remedy: "Write it as https://github.com/OWNER/REPO/issues/N, or paste the issue's text.",
    });
  const api = core.github.api(at.host, null);
  if (!api.ok) return api;
  const reference = `${at.owner}/${at.repo}#${String(at.number)}`;
  const read = await api.value.issue(at, AbortSignal.timeout(answerMs));
  if (!read.ok)
    return read.error.code === "github-not-found"
      ? err({ ...read.error, message: `GitHub has no issue ${reference} that this account may see.` })
      : read;
  const { title, body, labels, author, createdAt, url: link } = read.value.value;
  return ok({
    text: contractFromIssue({ title, body, labels, author: author?.login ?? null, createdAt, link, reference }),
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
