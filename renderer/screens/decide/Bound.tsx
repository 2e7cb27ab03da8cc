import { Copy } from "lucide-react";
import type { DecisionSheet } from "../../../shared/contract/decide";
import type { TaskView } from "../../../shared/contract/review";
import { readLines } from "../../../shared/review/read-lines";
import { ChangeNumbers } from "../../parts/ChangeBar";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { formatDigest, formatList, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";

const mostNotOpened = 8;

/** What was opened of the attempt, as the entry will say it. */
export function WhatYouOpened({ read }: { readonly read: DecisionSheet["read"] }) {
  const lines = read === null ? [] : readLines(read);
  if (lines.length === 0) return null;
  return (
    <section className="decide-section">
      <h3>
        <span className="grow">What you have opened</span>
      </h3>
      <p className="decide-opened">
        {`${formatList(lines.map((line) => line.text))}, here or in another attempt. The entry will say so.`}
      </p>
    </section>
  );
}

/** Changed files the reviewer has not marked read, by name. */
export function NotOpened({
  paths,
  total,
  onOpen,
}: {
  readonly paths: readonly string[];
  readonly total: number;
  readonly onOpen: ((path: string) => void) | null;
}) {
  if (paths.length === 0) return null;
  return (
    <section className="decide-section">
      <h3>
        <span className="grow">You have not marked read</span>
        <span>{`${String(paths.length)} of ${formatPlural(total, "file")}`}</span>
      </h3>
      <div className="decide-warn">
        <ul>
          {paths.slice(0, mostNotOpened).map((path) => (
            <li key={path} className="mono">
              {onOpen === null ? (
                <SafeText text={path} code />
              ) : (
                <button
                  type="button"
                  className="link decide-link"
                  onClick={() => {
                    onOpen(path);
                  }}
                >
                  <SafeText text={path} code />
                </button>
              )}
            </li>
          ))}
        </ul>
        {paths.length > mostNotOpened ? `${String(paths.length - mostNotOpened)} more. ` : ""}
        The entry will say so.
      </div>
    </section>
  );
}

interface BoundRow {
  readonly name: string;
  readonly digest: string | null;
  readonly note: React.ReactNode;
  readonly whole: string;
}

function rowsOf(sheet: DecisionSheet, view: TaskView | undefined): BoundRow[] {
  const { bound, patchStat } = sheet;
  const attempt = view?.attempts.find((one) => one.attempt.id === sheet.attemptId);
  const rows: BoundRow[] = [];
  const add = (name: string, digest: string | null, note: React.ReactNode, prefix = "") => {
    rows.push({ name, digest, note, whole: digest === null ? `${name} none` : `${name} ${prefix}${digest}` });
  };
  if (sheet.attemptId !== null) {
    add("Base", bound.base, null);
    add("Head", bound.head, <SafeText text={attempt?.attempt.branch ?? ""} />);
    add(
      "Diff",
      bound.patch,
      <>
        {`${formatPlural(patchStat.files, "file")} `}
        <ChangeNumbers added={patchStat.added} removed={patchStat.removed} />
      </>,
      "sha256:",
    );
  }
  add("Contract", bound.contract, <SafeText text={view?.task.contract?.id ?? ""} />, "sha256:");
  const items =
    attempt?.judgement.evidence.length ??
    view?.attempts.reduce((sum, one) => sum + one.judgement.evidence.length, 0) ??
    null;
  add("Evidence", bound.evidence, items === null ? null : formatPlural(items, "item"), "sha256:");
  add("Judgement", bound.judgement, "claims, findings, tier", "sha256:");
  return rows;
}

/** The digests a decision is bound to: exactly what stands before the reviewer. */
export function WhatYouRecord({ sheet, view }: { readonly sheet: DecisionSheet; readonly view: TaskView | undefined }) {
  const rows = rowsOf(sheet, view);
  const { considered } = sheet.bound;
  const copy = () => {
    const lines = [
      ...rows.map((row) => row.whole),
      ...considered.map(
        (one) =>
          `Considered ${one.letter} ${one.patch === null ? "none" : `sha256:${one.patch}`}${one.head === undefined || one.head === null ? "" : ` head ${one.head}`}`,
      ),
    ];
    navigator.clipboard.writeText(lines.join("\n")).then(
      () => {
        announce("Digests copied.");
      },
      () => {
        announce("Could not copy: the window has no access to the clipboard.");
      },
    );
  };
  return (
    <section className="decide-section">
      <h3>
        <span className="grow">What you record</span>
        <Button small variant="ghost" icon={<Icon icon={Copy} small />} onClick={copy}>
          Copy all
        </Button>
      </h3>
      <dl className="decide-bound">
        {rows.map((row) => (
          <div key={row.name}>
            <dt>{row.name}</dt>
            <dd className="mono">
              {row.digest === null ? <span className="dim">none</span> : formatDigest(row.digest, 12)}
            </dd>
            <dd className="decide-bound-note cut">{row.note}</dd>
          </div>
        ))}
        {considered.length === 0 ? null : (
          <div>
            <dt>Considered</dt>
            <dd className="mono decide-bound-wide">
              {considered
                .map((one) => `${one.letter} ${one.patch === null ? "no diff" : formatDigest(one.patch)}`)
                .join(", ")}
            </dd>
          </div>
        )}
      </dl>
      {sheet.ingestNote === null ? null : (
        <p className="decide-ingest amber">
          <SafeText text={sheet.ingestNote} />
        </p>
      )}
    </section>
  );
}
