import { BookCheck, FileText, GitCommitHorizontal, ListChecks, type LucideIcon } from "lucide-react";
import type { Pinned } from "../../../shared/contract/diff";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Tick } from "./Tick";
import { pinnedNames, type PinnedTexts } from "./use-pinned";

const icons: Readonly<Record<Pinned["kind"], LucideIcon>> = {
  contract: BookCheck,
  summary: FileText,
  commits: GitCommitHorizontal,
  allowlist: ListChecks,
};

/** What is read before the code, with read marks of its own. */
export function PinnedList({ pinned }: { readonly pinned: PinnedTexts }) {
  if (pinned.items.length === 0) return null;
  return (
    <div className="diff-first" role="group" aria-label="Read first">
      <h2 className="diff-first-head">Read first</h2>
      {pinned.items.map((item, index) => (
        <div
          key={item.kind}
          className={index === pinned.current ? "diff-tree-file diff-tree-current" : "diff-tree-file"}
        >
          <Tick
            read={pinned.isRead(index)}
            label={`Read ${pinnedNames[item.kind]}`}
            onChange={(read) => pinned.mark(index, read)}
          />
          <button
            type="button"
            className="diff-tree-open focus-inset"
            aria-current={index === pinned.current ? "true" : undefined}
            onClick={() => pinned.open(index)}
          >
            <Icon icon={icons[item.kind]} small />
            <span className="cut">{pinnedNames[item.kind]}</span>
            <span className="diff-tree-numbers">{countOf(item)}</span>
          </button>
        </div>
      ))}
    </div>
  );
}

function countOf({ kind, texts, claims }: Pinned): string {
  const wrong = claims.filter(({ verdict }) => verdict === "contradicted").length;
  if (wrong > 0) return `${formatCount(wrong)} contradicted`;
  if (kind === "commits") return formatCount(texts.length);
  return claims.length === 0 ? "" : formatPlural(claims.length, "claim");
}
