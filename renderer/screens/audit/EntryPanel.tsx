import { ArrowLeft } from "lucide-react";
import { useEffect, useState } from "react";
import type { AuditEntryView } from "../../../shared/contract/audit";
import { useQuery } from "../../bridge/use-query";
import { DecisionStandingMark } from "../../parts/DecisionStandingMark";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { VerdictMark } from "../../parts/VerdictMark";
import { announce } from "../../state/announce";
import { useKeys } from "../../state/keys";
import { Button } from "../../ui/Button";
import { formatCount } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { kindName } from "./audit-rows";
import { proveEntry, type EntryProof } from "./entry-proof";
import { BytesSection } from "./EntryBytes";
import { DecisionSections } from "./EntryDecision";
import { EraseText } from "./EraseText";
import { EntryExport } from "./EntryExport";
import { PlaceSection } from "./EntryPlace";
import { RecordSection } from "./EntryRecord";
import { SignatureSection } from "./EntrySignatures";
import "./entry.css";

export interface EntryPanelProps {
  readonly seq: number;
  /** The opened bundle it is of; undefined for the own log. */
  readonly bundle: string | undefined;
  /** Goes to another entry of the same log. */
  readonly onEntry: (seq: number) => void;
  /** Gives the focus back to the list, or the list its place where there is room for one of the two. */
  readonly onBack: () => void;
  /** The log does not hold from here on, or from an entry before it. */
  readonly doubted: boolean;
  /** There is no list beside it. */
  readonly alone: boolean;
}

/** One entry: its standing now, what it is bound to, what was said, its place in the tree, its signature, its bytes. */
export function EntryPanel({ seq, bundle, doubted, onEntry, onBack, alone }: EntryPanelProps) {
  const input = bundle === undefined ? { seq } : { seq, bundle };
  const entry = useQuery("audit.entry", input, { scopes: bundle === undefined ? ["audit", "task"] : [] });
  return (
    <aside
      className="entry focus-inset"
      aria-label={`Entry ${formatCount(seq)}`}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onBack();
      }}
    >
      {alone ? (
        <p className="entry-back">
          <Button small icon={<Icon icon={ArrowLeft} small />} kbd="Esc" onClick={onBack}>
            All entries
          </Button>
        </p>
      ) : null}
      {entry.problem === undefined ? null : (
        <FailedMessage thing={`entry ${formatCount(seq)}`} problem={entry.problem} onRetry={entry.reload} />
      )}
      {entry.state === "loading" ? <LoadingMessage thing={`entry ${formatCount(seq)}`} slow={entry.slow} /> : null}
      {entry.value === undefined ? null : (
        <EntryBody key={seq} view={entry.value} bundle={bundle} doubted={doubted} onEntry={onEntry} />
      )}
    </aside>
  );
}

function EntryBody({
  view,
  bundle,
  doubted,
  onEntry,
}: { readonly view: AuditEntryView } & Pick<EntryPanelProps, "bundle" | "doubted" | "onEntry">) {
  const { body, decision } = view.entry;
  const [proof, setProof] = useState<EntryProof | null>(null);
  useEffect(() => {
    let current = true;
    void proveEntry(view).then((found) => {
      if (current) setProof(found);
    });
    return () => {
      current = false;
    };
  }, [view]);
  const verify = () => {
    setProof(null);
    void proveEntry(view).then((found) => {
      setProof(found);
      announce(found.sentence);
    });
  };
  useKeys("audit-entry", [{ key: "v", label: "Verify entry", group: "Audit", bar: true, run: verify }]);
  return (
    <>
      <header className="entry-head">
        <h2>{`Entry ${formatCount(body.seq)}`}</h2>
        <span className="small mid">{kindName(decision?.kind ?? body.kind)}</span>
        <span className="grow" />
        {doubted ? (
          <span className="small">
            <VerdictMark verdict="unverifiable">Not proved: the log is broken at or before it</VerdictMark>
          </span>
        ) : view.standing === null ? null : (
          <span className="small">
            <DecisionStandingMark standing={view.standing} />
          </span>
        )}
      </header>
      <div className="entry-scroll">
        {decision === null ? (
          <RecordSection view={view} onEntry={onEntry} />
        ) : (
          <DecisionSections decision={decision} view={view} foreign={bundle !== undefined} onEntry={onEntry} />
        )}
        <PlaceSection view={view} proof={proof} foreign={bundle !== undefined} />
        <SignatureSection view={view} />
        <BytesSection view={view} />
      </div>
      <footer className="entry-foot">
        <Button
          onClick={() => {
            void navigator.clipboard.writeText(view.canonical).then(
              () => {
                announce("Canonical JSON copied.");
              },
              () => {
                announce("Could not copy: the clipboard refused.");
              },
            );
          }}
        >
          Copy as JSON
        </Button>
        {bundle === undefined ? <EntryExport seq={body.seq} /> : null}
        {bundle === undefined ? <EraseText view={view} /> : null}
        <span className="grow" />
        <Button variant="ghost" kbd="v" onClick={verify}>
          Verify
        </Button>
      </footer>
    </>
  );
}
