import { FileText, Filter, ScrollText, ShieldCheck } from "lucide-react";
import { useCallback, useDeferredValue, useRef, useState } from "react";
import type { Problem } from "../../../shared/result";
import { call, callShell } from "../../bridge/client";
import { ScreenBar } from "../../parts/frame/ScreenBar";
import { DecisionStandingMark } from "../../parts/DecisionStandingMark";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { useScaled } from "../../state/appearance";
import { useKeys } from "../../state/keys";
import type { RouteOf } from "../../state/route";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatBytes, formatClock, formatCount, formatDigest, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Resizable } from "../../ui/Resizable";
import { SafeText } from "../../ui/SafeText";
import { StateMessage } from "../../ui/StateMessage";
import { useMedia } from "../../ui/use-media";
import { useNow } from "../../ui/use-now";
import { VirtualList } from "../../ui/VirtualList";
import { auditLines, auditSentence, kindIcon, kindName, type AuditLine } from "./audit-rows";
import { EntryPanel } from "./EntryPanel";
import { Integrity, type Verified } from "./Integrity";
import { useAuditPages } from "./use-audit-pages";
import "./audit.css";

/** Every entry of the log, whether it holds, and what each is worth now. */
export function AuditScreen({ route }: { readonly route: RouteOf<"audit"> }) {
  const [filter, setFilter] = useState("");
  const pages = useAuditPages(useDeferredValue(filter.trim()));
  const [verified, setVerified] = useState<Verified | null>(null);
  const [problem, setProblem] = useState<{
    readonly tried: string;
    readonly thing: string;
    readonly problem: Problem;
  } | null>(null);
  const [report, setReport] = useState<{ readonly path: string; readonly bytes: number } | null>(null);
  const { reload } = pages;

  const verify = async () => {
    const started = performance.now();
    const result = await call("audit.verify", {});
    if (!result.ok) {
      setProblem({ tried: "Could not verify", thing: "the log", problem: result.error });
      return;
    }
    setProblem(null);
    setVerified({ at: new Date().toISOString(), took: performance.now() - started });
    announce(
      result.value.problem ?? `Log verified, ${formatPlural(result.value.entries, "entry", "entries")}, 0 breaks.`,
    );
    reload();
  };
  const write = async () => {
    const result = await call("report.write", { format: "html", from: null, to: null, out: null });
    setProblem(result.ok ? null : { tried: "Could not write", thing: "the report", problem: result.error });
    if (!result.ok) return;
    setReport({ path: result.value.path, bytes: result.value.bytes });
    announce(`Report written, ${formatBytes(result.value.bytes)}.`);
  };
  useKeys("audit", [
    {
      key: "Shift+v",
      label: "Verify all",
      group: "Audit",
      bar: true,
      run: () => {
        void verify();
      },
    },
    {
      key: "x",
      label: "Write report",
      group: "Audit",
      bar: true,
      run: () => {
        void write();
      },
    },
  ]);

  const log = pages.held?.log;
  return (
    <>
      <ScreenBar
        title="Audit log"
        facts={log === undefined ? undefined : formatPlural(log.entries, "entry", "entries")}
      >
        <Button
          icon={<Icon icon={ShieldCheck} small />}
          kbd="Shift v"
          onClick={() => {
            void verify();
          }}
        >
          Verify all
        </Button>
        <Button
          icon={<Icon icon={FileText} small />}
          kbd="x"
          onClick={() => {
            void write();
          }}
        >
          Write report
        </Button>
      </ScreenBar>
      {log === undefined ? null : <Integrity log={log} verified={verified} />}
      {problem === null ? null : (
        <FailedMessage tried={problem.tried} thing={problem.thing} problem={problem.problem} />
      )}
      {report === null ? null : <ReportWritten path={report.path} bytes={report.bytes} />}
      {pages.problem === undefined ? null : (
        <FailedMessage thing="the audit log" problem={pages.problem} onRetry={reload} />
      )}
      {pages.held === undefined ? (
        pages.problem === undefined ? (
          <LoadingMessage thing="the audit log" slow={false} />
        ) : null
      ) : (
        <AuditPanes
          key={route.seq ?? "newest"}
          held={pages.held}
          start={route.seq}
          filter={filter}
          setFilter={setFilter}
          loadOlder={pages.loadOlder}
          whole={pages.whole}
        />
      )}
    </>
  );
}

function ReportWritten({ path, bytes }: { readonly path: string; readonly bytes: number }) {
  return (
    <StateMessage
      tone="green"
      icon={<Icon icon={FileText} />}
      sentence={`Report written, ${formatBytes(bytes)}. The export is recorded in the log.`}
      detail={
        <span className="mono">
          <SafeText text={path} code />
        </span>
      }
      action={
        <Button
          small
          onClick={() => {
            void callShell("shell.show-report", { path }).then((result) => {
              if (!result.ok) announce(`Could not show the file: ${result.error.message}`);
            });
          }}
        >
          Show in folder
        </Button>
      }
    />
  );
}

interface PanesProps {
  readonly held: NonNullable<ReturnType<typeof useAuditPages>["held"]>;
  /** Entry to begin at, where the route names one. */
  readonly start: number | undefined;
  readonly filter: string;
  readonly setFilter: (filter: string) => void;
  readonly loadOlder: () => void;
  readonly whole: boolean;
}

function AuditPanes({ held, start, filter, setFilter, loadOlder, whole }: PanesProps) {
  const now = useNow();
  const lines = auditLines(held.rows, now);
  const [chosen, setChosen] = useState<number | null>(start ?? null);
  const field = useRef<HTMLInputElement>(null);
  const first = lines.findIndex((line) => line.kind === "entry");
  const at = lines.findIndex((line) => line.kind === "entry" && line.row.seq === chosen);
  const cursor = at === -1 ? first : at;
  const current = lines[cursor];
  const shownSeq =
    chosen !== null && at === -1 && filter === "" ? chosen : current?.kind === "entry" ? current.row.seq : null;
  const wide = useMedia("(min-width: 1000px)");

  const choose = (index: number) => {
    const line = lines[index];
    if (line?.kind === "entry") setChosen(line.row.seq);
  };
  const move = (step: 1 | -1) => {
    for (let next = cursor + step; next >= 0 && next < lines.length; next += step) {
      if (lines[next]?.kind === "entry") {
        choose(next);
        return;
      }
    }
  };
  const toList = () => {
    document.querySelector<HTMLElement>(".audit-list [role=row][tabindex='0']")?.focus();
  };
  useKeys("audit-list", [
    {
      key: "j",
      label: "Next entry",
      group: "Move",
      bar: true,
      run: () => {
        move(1);
      },
    },
    {
      key: "k",
      label: "Previous entry",
      group: "Move",
      run: () => {
        move(-1);
      },
    },
    {
      key: "ArrowDown",
      label: "Next entry",
      group: "Move",
      unlisted: true,
      run: () => {
        move(1);
      },
    },
    {
      key: "ArrowUp",
      label: "Previous entry",
      group: "Move",
      unlisted: true,
      run: () => {
        move(-1);
      },
    },
    {
      key: "/",
      label: "Filter",
      group: "Move",
      run: () => {
        field.current?.focus();
        field.current?.select();
      },
    },
  ]);

  const list = (
    <section className="audit-list" aria-label="Entries">
      <div className="audit-tools">
        <Field
          ref={field}
          label="Filter entries"
          value={filter}
          onChange={setFilter}
          placeholder="Filter: words, person:ilse.v, kind:approve, standing:stale"
          icon={<Icon icon={Filter} small />}
          kbd="/"
          maxLength={300}
          onEnter={toList}
          onArrowDown={toList}
          onEscape={() => {
            if (filter === "") toList();
            else setFilter("");
          }}
        />
        {filter === "" ? null : (
          <span className="meta nowrap">{`${formatCount(held.total)} of ${formatPlural(held.log.entries, "entry", "entries")}`}</span>
        )}
      </div>
      <AuditList
        lines={lines}
        cursor={cursor}
        onCursor={choose}
        loadOlder={loadOlder}
        whole={whole}
        left={held.total - held.rows.length}
        filtered={filter !== ""}
      />
    </section>
  );
  return (
    <Resizable
      id="audit"
      panes={[
        { id: "entries", content: list, min: 480 },
        ...(shownSeq === null || !wide
          ? []
          : [{ id: "entry", content: <EntryPanel seq={shownSeq} />, size: 360, min: 300, max: 760 }]),
      ]}
    />
  );
}

interface ListProps {
  readonly lines: readonly AuditLine[];
  readonly cursor: number;
  readonly onCursor: (index: number) => void;
  readonly loadOlder: () => void;
  readonly whole: boolean;
  readonly left: number;
  readonly filtered: boolean;
}

function AuditList({ lines, cursor, onCursor, loadOlder, whole, left, filtered }: ListProps) {
  const [day, entry] = [useScaled(24), useScaled(26)];
  const isHeading = useCallback((index: number) => lines[index]?.kind === "day", [lines]);
  const onEnd = useCallback(
    (last: number) => {
      if (last >= lines.length - 20) loadOlder();
    },
    [lines.length, loadOlder],
  );
  if (lines.length === 0) {
    return filtered ? (
      <StateMessage icon={<Icon icon={Filter} />} sentence="No entry matches the filter." />
    ) : (
      <StateMessage
        icon={<Icon icon={ScrollText} />}
        sentence="No entries."
        detail="Readings, decisions and exports are recorded here as they happen."
      />
    );
  }
  return (
    <>
      <div className="audit-head" aria-hidden="true">
        <span>Entry</span>
        <span>Time</span>
        <span>Person</span>
        <span>Kind</span>
        <span>On</span>
        <span>Standing now</span>
        <span>Hash</span>
      </div>
      <VirtualList
        label="Audit entries"
        count={lines.length}
        rowHeight={(index) => (lines[index]?.kind === "day" ? day : entry)}
        rowKey={(index) => lineKey(lines[index])}
        rowName={(index) => lineName(lines[index])}
        renderRow={(index) => {
          const line = lines[index];
          return line === undefined ? null : <AuditLineView line={line} />;
        }}
        cursor={cursor}
        onCursor={onCursor}
        isHeading={isHeading}
        columns={7}
        onEnd={onEnd}
        autoFocus
        footer={
          <p className="audit-end meta">
            {whole ? "Entry 0 began the log." : `Loading ${formatCount(left)} older entries.`}
          </p>
        }
      />
    </>
  );
}

function lineKey(line: AuditLine | undefined): string {
  if (line === undefined) return "gone";
  return line.kind === "day" ? `day ${line.day}` : `entry ${String(line.row.seq)}`;
}

function lineName(line: AuditLine | undefined): string {
  return line === undefined ? "" : auditSentence(line);
}

function AuditLineView({ line }: { readonly line: AuditLine }) {
  if (line.kind === "day") {
    return (
      <div className="audit-day" role="gridcell">
        {line.day}
      </div>
    );
  }
  const { row } = line;
  const { icon, tone } = kindIcon(row.kind);
  return (
    <div className="audit-row">
      <span role="gridcell" className="mono mid">
        {formatCount(row.seq)}
      </span>
      <span role="gridcell" className="mid">
        {formatClock(row.recordedAt)}
      </span>
      <span role="gridcell" className="cut">
        <SafeText text={row.person} />
      </span>
      <span role="gridcell" className="audit-kind">
        <Icon icon={icon} small className={tone} />
        <span className="medium cut">{kindName(row.kind)}</span>
      </span>
      <span role="gridcell" className="cut" title={row.on}>
        <SafeText text={row.on} />
      </span>
      <span role="gridcell" className="cut">
        {row.standing === null ? <span className="dim">-</span> : <DecisionStandingMark standing={row.standing} />}
      </span>
      <span role="gridcell" className="mono dim">
        {formatDigest(row.leafHash, 8)}
      </span>
    </div>
  );
}
