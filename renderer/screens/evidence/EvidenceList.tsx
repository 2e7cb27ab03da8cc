import {
  BadgeCheck,
  CircleCheck,
  Eye,
  FlaskConical,
  Hammer,
  Image,
  Package,
  Percent,
  ScanSearch,
  ScrollText,
  type LucideIcon,
} from "lucide-react";
import { useCallback } from "react";
import type { EvidenceKind } from "../../../shared/model/contract";
import type { Evidence } from "../../../shared/model/evidence";
import { evidenceNames } from "../../../shared/review/evidence-names";
import { evidenceGlyph, isOld } from "../../parts/evidence-words";
import { StandingMark } from "../../parts/StandingMark";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { useScaled } from "../../state/appearance";
import { formatMoment } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { VirtualList } from "../../ui/VirtualList";
import { isOnBase, lineSentence, treeWord, type EvidenceLine } from "./evidence-lines";

const icons: Readonly<Record<EvidenceKind, LucideIcon>> = {
  tests: FlaskConical,
  build: Hammer,
  "static-analysis": ScanSearch,
  coverage: Percent,
  "check-run": CircleCheck,
  attestation: BadgeCheck,
  sbom: Package,
  log: ScrollText,
  screenshot: Image,
};

export interface EvidenceListProps {
  readonly lines: readonly EvidenceLine[];
  /** The commit the attempt began with. */
  readonly base: string | null;
  /** Ids of the items that were opened. */
  readonly opened: ReadonlySet<string>;
  readonly cursor: number;
  readonly onCursor: (index: number) => void;
}

/** The evidence items of an attempt by kind. */
export function EvidenceList({ lines, base, opened, cursor, onCursor }: EvidenceListProps) {
  const [heading, row] = [useScaled(30), useScaled(48)];
  const isHeading = useCallback((index: number) => lines[index]?.type === "kind", [lines]);
  return (
    <section className="evidence-list" aria-label="Evidence items">
      <VirtualList
        label="Evidence"
        count={lines.length}
        rowHeight={(index) => (lines[index]?.type === "kind" ? heading : row)}
        rowKey={(index) => keyOf(lines[index])}
        rowName={(index) => {
          const line = lines[index];
          if (line === undefined) return "";
          const unopened = line.type === "item" && !opened.has(line.item.id);
          return `${lineSentence(line, base)}${unopened ? ", not opened" : ""}`;
        }}
        renderRow={(index) => {
          const line = lines[index];
          if (line === undefined) return null;
          return line.type === "kind" ? (
            <KindLine line={line} />
          ) : (
            <ItemLine item={line.item} base={base} opened={opened.has(line.item.id)} />
          );
        }}
        cursor={cursor}
        onCursor={onCursor}
        isHeading={isHeading}
        columns={4}
        autoFocus
      />
    </section>
  );
}

function keyOf(line: EvidenceLine | undefined): string {
  if (line === undefined) return "gone";
  return line.type === "kind" ? `kind ${line.kind}` : line.item.id;
}

function KindLine({ line }: { readonly line: Extract<EvidenceLine, { type: "kind" }> }) {
  const missing = line.count === 0;
  return (
    <div className="evidence-kind" role="gridcell">
      <Icon icon={icons[line.kind]} small />
      <span className="medium ink">{evidenceNames[line.kind]}</span>
      {missing ? (
        <span className={line.asked ? "amber" : ""}>
          {line.asked ? "missing, the contract asks for it" : "missing"}
        </span>
      ) : line.asked ? (
        <span>the contract asks for it</span>
      ) : null}
    </div>
  );
}

function ItemLine({
  item,
  base,
  opened,
}: {
  readonly item: Evidence;
  readonly base: string | null;
  readonly opened: boolean;
}) {
  const now = useNow();
  return (
    <div className="evidence-row">
      <span role="gridcell">
        <VerdictGlyph kind={evidenceGlyph(item)} name={item.result} />
      </span>
      <span role="gridcell" className="evidence-row-what">
        <span className="mono ink cut" title={item.producer}>
          <SafeText code text={item.producer} />
        </span>
        <span className={item.result === "failed" ? "red cut" : "mid cut"} title={item.headline}>
          <SafeText text={item.headline} />
        </span>
      </span>
      <span role="gridcell" className="evidence-row-pair">
        <StandingMark standing={item.standing} />
        <span className={isOld(item) && !isOnBase(item, base) ? "amber" : "dim"}>{treeWord(item, base)}</span>
      </span>
      <span role="gridcell" className="evidence-row-pair evidence-row-from">
        <span className="mid">{item.producedAt === null ? "-" : formatMoment(item.producedAt, now)}</span>
        <span className="dim evidence-row-source">
          {item.file === null ? (item.event === null ? "" : "transcript") : "pack"}
          {opened ? (
            <span role="img" aria-label="opened" title="You have opened it">
              <Icon icon={Eye} small />
            </span>
          ) : null}
        </span>
      </span>
    </div>
  );
}
