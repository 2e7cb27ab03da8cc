import { Circle, FoldVertical, MessageSquare, Pencil, ScrollText, User } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { Session } from "../../../shared/model/session";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { useScaled } from "../../state/appearance";
import { formatClock, formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { VirtualList } from "../../ui/VirtualList";
import type { LandmarkKind, OutlineItem } from "./outline";
import { ReadingSheet } from "./ReadingSheet";

export interface OutlinePaneProps {
  readonly items: readonly OutlineItem[];
  readonly current: number;
  readonly onItem: (item: OutlineItem) => void;
  readonly sessions: readonly Session[];
  readonly attemptId: string;
  /** The outline holds at most so many landmarks; this one reached it. */
  readonly full: boolean;
}

const glyphs: Readonly<Record<LandmarkKind, ReactNode>> = {
  instruction: <Icon icon={User} small />,
  message: <Icon icon={MessageSquare} small />,
  summary: <Icon icon={ScrollText} small />,
  edit: <Icon icon={Pencil} small className="accent" />,
  "final-edit": <Icon icon={Pencil} small className="accent" />,
  passed: <VerdictGlyph kind="backed" name="passed" />,
  failed: <VerdictGlyph kind="contradicted" name="failed" />,
  compaction: <Icon icon={FoldVertical} small />,
  other: <Icon icon={Circle} small />,
};

const words: Readonly<Record<LandmarkKind, string>> = {
  instruction: "",
  message: "Message: ",
  summary: "",
  edit: "Edited ",
  "final-edit": "",
  passed: "Passed: ",
  failed: "Failed: ",
  compaction: "",
  other: "",
};

/** What the reader steers by, at left; beneath it how completely the sessions were read. */
export function OutlinePane({ items, current, onItem, sessions, attemptId, full }: OutlinePaneProps) {
  const height = useScaled(26);
  const [reading, setReading] = useState(false);
  return (
    <>
      <nav className="outline" aria-label="Outline">
        <h2>Outline</h2>
        {items.length === 0 ? (
          <p className="outline-none">No edits, checks or failures.</p>
        ) : (
          <VirtualList
            label="Outline"
            count={items.length}
            rowHeight={height}
            rowKey={(index) => items[index]?.key ?? "gone"}
            rowName={(index) => {
              const item = items[index];
              if (item === undefined) return "";
              return `${words[item.kind]}${item.label}${item.at === null ? "" : `, ${formatClock(item.at)}`}`;
            }}
            cursor={current}
            onCursor={(index) => {
              const item = items[index];
              if (item !== undefined) onItem(item);
            }}
            columns={3}
            renderRow={(index) => {
              const item = items[index];
              if (item === undefined) return null;
              return (
                <div className="outline-row">
                  <span role="gridcell">{glyphs[item.kind]}</span>
                  <span role="gridcell" className="cut" title={item.label}>
                    <SafeText text={item.label} />
                  </span>
                  <span role="gridcell" className="meta">
                    {item.at === null ? "" : formatClock(item.at)}
                  </span>
                </div>
              );
            }}
            footer={
              full ? <p className="outline-none">The first 2,000 landmarks. The list holds every event.</p> : null
            }
          />
        )}
        <Reading sessions={sessions} onOpen={() => setReading(true)} />
      </nav>
      <ReadingSheet attemptId={attemptId} open={reading} onClose={() => setReading(false)} />
    </>
  );
}

function Reading({ sessions, onOpen }: { readonly sessions: readonly Session[]; readonly onOpen: () => void }) {
  const sum = (of: (session: Session) => number) => sessions.reduce((total, session) => total + of(session), 0);
  const records = sum(({ completeness }) => completeness.records);
  const recognised = sum(({ completeness }) => completeness.recognised);
  const malformed = sum(({ completeness }) => completeness.malformedCount);
  const unanswered = sum(({ completeness }) => completeness.unanswered);
  const types = new Set(sessions.flatMap(({ completeness }) => completeness.unknown.map(({ type }) => type)));
  const unknown = records - recognised - malformed;
  return (
    <div className="outline-reading">
      <h2>Ingest</h2>
      <p>{`${formatPlural(sessions.length, "session")}, ${formatPlural(records, "record")}`}</p>
      <p className={unknown > 0 ? "amber" : undefined} title={[...types].join(", ")}>
        {`${formatCount(recognised)} recognised, ${formatCount(unknown)} unknown`}
      </p>
      {malformed > 0 ? <p className="amber">{`${formatPlural(malformed, "record")} unreadable`}</p> : null}
      {unanswered > 0 ? <p>{`${formatPlural(unanswered, "call")} without an answer`}</p> : null}
      <button type="button" className="link" onClick={onOpen}>
        How they were read
      </button>
    </div>
  );
}
