import { Eye } from "lucide-react";
import type { Finding } from "../../../shared/model/finding";
import { FindingFlag } from "../../parts/FindingFlag";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { worstOf } from "./place-notes";

export interface TreeFootProps {
  readonly all: readonly Finding[];
  /** Those that name no file of this patch. */
  readonly elsewhere: readonly Finding[];
  /** Whether any file can be marked as read: between two attempts none can. */
  readonly marks: boolean;
}

/** Below the files: their findings counted, and what a read mark means. */
export function TreeFoot({ all, elsewhere, marks }: TreeFootProps) {
  return (
    <div className="diff-tree-foot">
      <Findings all={all} elsewhere={elsewhere} />
      {marks ? (
        <div className="diff-tree-line dim">
          <Icon icon={Eye} small />
          <span>Read marks follow the content: the same change in another attempt counts as read there too.</span>
        </div>
      ) : null}
    </div>
  );
}

function Findings({ all, elsewhere }: Omit<TreeFootProps, "marks">) {
  const worst = worstOf(all);
  if (worst === null) return null;
  return (
    <>
      <div className="diff-tree-line">
        <FindingFlag severity={worst} size={11} />
        <span>
          {formatPlural(all.length, "finding")}
          {elsewhere.length === 0 ? "" : `, ${formatCount(elsewhere.length)} not in a file of this patch:`}
        </span>
      </div>
      {elsewhere.slice(0, 3).map((finding) => (
        <div key={finding.id} className="diff-tree-line mid">
          <FindingFlag severity={finding.severity} size={11} />
          <span>
            <b>{`${finding.title}.`}</b> <SafeText text={finding.message} />
          </span>
        </div>
      ))}
    </>
  );
}
