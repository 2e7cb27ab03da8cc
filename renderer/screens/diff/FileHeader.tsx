import { ChevronDown, ChevronRight } from "lucide-react";
import type { RowFile } from "../../../shared/diff/rows";
import type { Finding } from "../../../shared/model/finding";
import type { ProvenanceFigures } from "../../../shared/model/provenance";
import { ChangeNumbers } from "../../parts/ChangeBar";
import { FindingFlag } from "../../parts/FindingFlag";
import { formatCount, formatDigest, formatPlural } from "../../ui/format";
import { Kbd } from "../../ui/Kbd";
import { SafeText } from "../../ui/SafeText";
import { coverageSentence, coverageWord } from "./line-origins";
import { worstOf } from "./place-notes";
import { useReadMark } from "./interdiff-pair";
import { InterdiffTag } from "./InterdiffTag";
import { Tick } from "./Tick";

export interface FileHeaderProps {
  readonly file: RowFile;
  readonly digest: string | null;
  readonly findings: readonly Finding[];
  /** How much of it recorded events explain; absent where that is not known. */
  readonly origins: ProvenanceFigures | undefined;
  readonly folded: boolean;
  /** Why it is folded, where nobody folded it by hand. */
  readonly reason: string | undefined;
  /** Words of what it is besides its lines: "submodule", "87 % alike". */
  readonly tags: readonly string[];
  /** The function that the line on top of the screen lies in; "" where the header stands above its first line. */
  readonly section: string;
  readonly read: boolean;
  readonly hunks: { readonly hunks: number; readonly shown: number } | undefined;
  readonly current: boolean;
  readonly onFold: () => void;
  readonly onRead: (read: boolean) => void;
}

const STATUS_WORDS: Readonly<Record<RowFile["status"], string | null>> = {
  added: "added",
  modified: null,
  deleted: "deleted",
  renamed: "renamed",
  copied: "copied",
  mode: "mode changed",
};

/** The line above a file's hunks: name, what happened to it, findings, size, read mark. */
export function FileHeader({
  file,
  digest,
  findings,
  origins,
  folded,
  reason,
  tags,
  section,
  read,
  hunks,
  current,
  onFold,
  onRead,
}: FileHeaderProps) {
  const name = file.path === "" ? "no file name" : file.path;
  const cut = name.lastIndexOf("/") + 1;
  const word = STATUS_WORDS[file.status];
  const mark = useReadMark(file.path, read);
  return (
    <div className="diff-file">
      <button
        type="button"
        className="diff-fold focus-inset"
        aria-expanded={!folded}
        aria-label={`${folded ? "Unfold" : "Fold"} ${name}`}
        onClick={onFold}
      >
        {folded ? <ChevronRight size={14} aria-hidden="true" /> : <ChevronDown size={14} aria-hidden="true" />}
      </button>
      <h2 className="mono cut diff-file-name" title={name}>
        <SafeText code text={name.slice(0, cut)} className="dim" />
        <SafeText code text={name.slice(cut)} className="strong" />
      </h2>
      {word === null ? null : <span className="diff-tag">{word}</span>}
      {file.oldPath === null ? null : (
        <span className="diff-from cut">
          from <SafeText code text={file.oldPath} className="mono" />
        </span>
      )}
      {tags.map((tag) => (
        <span key={tag} className={tag === "conflict markers" ? "diff-tag amber" : "diff-tag"}>
          {tag}
        </span>
      ))}
      {reason === undefined ? null : <span className="diff-tag">folded</span>}
      <InterdiffTag path={file.path} current={current} />
      <FindingTags findings={findings} />
      {section === "" ? null : (
        <span className="diff-section mono cut" title={section}>
          <SafeText code text={section} />
        </span>
      )}
      {file.hiddenCharacters === 0 ? null : (
        <span className="diff-tag violet">{formatPlural(file.hiddenCharacters, "hidden character")}</span>
      )}
      <span className="grow" />
      {origins === undefined || origins.lines === 0 ? null : (
        <span
          className={origins.unknown > 0 ? "diff-coverage amber" : "diff-coverage dim"}
          title={coverageSentence(origins)}
        >
          {coverageWord(origins)}
          {origins.unknown === 0 ? null : `, ${formatCount(origins.unknown)} unknown`}
        </span>
      )}
      {file.added + file.removed === 0 ? null : <ChangeNumbers added={file.added} removed={file.removed} />}
      {hunks === undefined || hunks.hunks === 0 ? null : (
        <span className="diff-shown dim" title="A hunk counts as shown once every line it changes was on screen">
          {`${formatCount(hunks.shown)} of ${formatPlural(hunks.hunks, "hunk")} shown`}
        </span>
      )}
      {digest === null ? null : (
        <>
          <span className="diff-digest mono dim" title={`digest ${digest}`}>
            {formatDigest(digest)}
          </span>
          <span className="diff-read">
            <Tick read={mark} label={`Read ${name}`} onChange={onRead} />
            <span aria-hidden="true">Read</span>
            {current ? <Kbd>v</Kbd> : null}
          </span>
        </>
      )}
    </div>
  );
}

function FindingTags({ findings }: { readonly findings: readonly Finding[] }) {
  const worst = worstOf(findings);
  const first = findings.find((finding) => finding.severity === worst);
  if (worst === null || first === undefined) return null;
  const colour = { note: "", warning: "amber", serious: "red" }[worst];
  return (
    <>
      <span className={`diff-tag ${colour}`.trim()}>
        <FindingFlag severity={worst} size={10} />
        {first.title}
      </span>
      {findings.length > 1 ? (
        <span className="diff-tag">{formatPlural(findings.length - 1, "more finding")}</span>
      ) : null}
    </>
  );
}
