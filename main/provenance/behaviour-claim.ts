import type { ParsedPatch, PatchFile } from "../../shared/diff/parse-patch";
import { isDocument, isTestFile, linesOf } from "./patch-lines";
import { groundOf, type ClaimFinding, type StatedClaim } from "./stated-claim";
import { counted } from "./wording";

const comment = /^\s*(?:\/\/|#(?![!\[]|include|define|if|endif|pragma)|\*|\/\*|<!--|--\s|;;|"""|''')|^\s*$/;
const expectation = /\b(?:expect|assert\w*|should|toBe|toEqual|require\.\w+|XCTAssert\w*)\b.*[(=]|\bassert\b/;
const exported =
  /^\s*(?:export\s+(?:default\s+)?(?:async\s+)?(?:function|class|const|interface|type|enum)\s+(\w+)|pub\s+(?:fn|struct|enum|trait|const)\s+(\w+)|func\s+([A-Z]\w*)\s*\(|public\s+(?:static\s+)?[\w<>\[\]]+\s+(\w+)\s*\()/;

/**
 * Holds "no behaviour change" against the patch: backed where nothing but documents, comments and white space changed;
 * contradicted where a test's expectation was replaced or an exported name was taken away; else nobody can tell from lines alone.
 */
export function judgeBehaviourClaim({ limited }: Pick<StatedClaim, "limited">, patch: ParsedPatch): ClaimFinding {
  if (patch.files.length === 0)
    return { verdict: "unverifiable", why: "The attempt has no patch to compare with.", events: [] };
  const code: PatchFile[] = [];
  for (const file of patch.files) {
    if (isDocument(file.path) || onlyMoved(file) || onlyLooks(file)) continue;
    const broken = takenAway(file, patch);
    if (broken !== null)
      return {
        verdict: limited ? "unverifiable" : "contradicted",
        why: broken.why,
        events: [],
        ground: [groundOf({ path: file.path, line: broken.line })],
      };
    if (!isTestFile(file.path)) code.push(file);
  }
  const [first] = code;
  if (first === undefined)
    return {
      verdict: "backed",
      why: "Only documents, comments, white space, tests or names of files changed.",
      events: [],
    };
  return {
    verdict: "unverifiable",
    why: `Code changed in ${code.length === 1 ? first.path : counted(code.length, "file")}; whether it does the same cannot be told from its lines.`,
    events: [],
    ground: [groundOf({ path: first.path })],
  };
}

function onlyMoved(file: PatchFile): boolean {
  return file.status === "renamed" && file.added === 0 && file.removed === 0 && !file.binary;
}

/** Comments and white space alone: without them the lines before and after are the same, in the same order. */
function onlyLooks(file: PatchFile): boolean {
  if (file.binary || file.status === "added" || file.status === "deleted") return false;
  // Indentation is meaning in Python and YAML.
  const squeeze = /\.(?:py|ya?ml|hs|fs|coffee|pug|sass|mk)$|Makefile$/.test(file.path)
    ? (line: string) => line.trimEnd()
    : (line: string) => line.replace(/\s+/g, "");
  const bare = (kind: "added" | "removed") =>
    linesOf(file, kind)
      .filter((line) => !comment.test(line))
      .map(squeeze)
      .join("\n");
  return bare("added") === bare("removed");
}

function takenAway(file: PatchFile, patch: ParsedPatch): { why: string; line: string } | null {
  const removed = linesOf(file, "removed");
  const added = linesOf(file, "added");
  if (isTestFile(file.path)) {
    const kept = new Set(added.map((line) => line.trim()));
    const gone = removed.find((line) => expectation.test(line) && !comment.test(line) && !kept.has(line.trim()));
    const instead = added.some((line) => expectation.test(line) && !comment.test(line));
    return gone !== undefined && instead && file.status === "modified"
      ? {
          why: `${file.path} expects something else than before: the patch replaces "${short(gone)}".`,
          line: gone.trim(),
        }
      : null;
  }
  for (const line of removed) {
    const name = /\w+/.exec(exported.exec(line)?.slice(1).join("") ?? "")?.[0];
    if (name === undefined) continue;
    const still = new RegExp(`(?<![\\w$])${name.replace(/[$]/g, "\\$&")}(?![\\w$])`);
    if (patch.files.some((one) => linesOf(one, "added").some((text) => still.test(text)))) continue;
    return { why: `The patch takes ${name} away, which ${file.path} made public.`, line: line.trim() };
  }
  return null;
}

function short(line: string): string {
  const text = line.trim();
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
