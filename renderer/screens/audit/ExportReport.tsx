import { useDeferredValue, useMemo, useState } from "react";
import type { Output } from "../../../shared/contract/api";
import type { RedactionRule, ReportFormatId } from "../../../shared/model/report-choice";
import type { Problem } from "../../../shared/result";
import { useAppStatus } from "../../bridge/app-status";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { formatPlural } from "../../ui/format";
import { ExportChecks } from "./ExportChecks";
import { ExportFilters, noFilters, type Filters } from "./ExportFilters";
import { ExportPreview } from "./ExportPreview";
import { ExportProgress } from "./ExportProgress";
import { ExportResult } from "./ExportResult";
import { formatIds, formatNames, periodOf, redactionIds, redactionNames, toggled, type Period } from "./export-choices";
import { ExportPeriod } from "./ExportPeriod";

/** Choices at the left, what they come to at the right, and one button that writes it. */
export function ExportReport({ onClose }: { readonly onClose: () => void }) {
  const [opened] = useState(() => Date.now());
  const [period, setPeriod] = useState<Period>("month");
  const [own, setOwn] = useState({ from: "", to: "" });
  const [filters, setFilters] = useState<Filters>(noFilters);
  const [formats, setFormats] = useState<readonly ReportFormatId[]>(["html"]);
  const [redaction, setRedaction] = useState<readonly RedactionRule[]>(["secrets"]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [written, setWritten] = useState<Output<"report.write"> | null>(null);

  const span = useMemo(() => periodOf(period, own, opened), [period, own, opened]);
  const asked = useMemo(
    () => (span === null ? null : { filters: { ...filters, ...span }, redaction: [...redaction] }),
    [span, filters, redaction],
  );
  const viewed = (useAppStatus().value?.viewed ?? null) !== null;
  const preview = useQuery("report.preview", useDeferredValue(asked), { keepPrevious: true });
  const counts = new Map(preview.value?.redactions.map(({ rule, count }) => [rule, count]));
  const missing =
    span === null ? "The days do not make a period" : formats.length === 0 ? "No format is chosen" : undefined;

  const write = async () => {
    if (asked === null || missing !== undefined || busy) return;
    setBusy(true);
    setProblem(null);
    const result = await call("report.write", { ...asked, formats: [...formats], out: null });
    setBusy(false);
    if (!result.ok) {
      setProblem(result.error);
      return;
    }
    setWritten(result.value);
    announce(`Report written, ${formatPlural(result.value.files.length, "file")}.`);
  };
  if (written !== null)
    return (
      <ExportResult
        written={written}
        onClose={onClose}
        onBack={() => {
          setWritten(null);
        }}
      />
    );
  return (
    <>
      <div className="export-panes">
        <div className="export-choices">
          <ExportPeriod period={period} onPeriod={setPeriod} own={own} onOwn={setOwn} wrong={span === null} />
          <ExportFilters filters={filters} onFilters={setFilters} choices={preview.value?.choices} />
          <ExportChecks
            legend="Formats"
            columns={1}
            options={formatIds.map((id) => ({ value: id, label: formatNames[id].name, what: formatNames[id].what }))}
            chosen={formats}
            onToggle={(id) => {
              setFormats(toggled(formats, id));
            }}
          />
          <ExportChecks
            legend="Leave out"
            none="nothing is left out"
            options={redactionIds.map((id) => ({
              value: id,
              label: redactionNames[id],
              count: redaction.includes(id) ? formatPlural(counts.get(id) ?? 0, "time") : undefined,
            }))}
            chosen={redaction}
            onToggle={(id) => {
              setRedaction(toggled(redaction, id));
            }}
          />
        </div>
        <ExportPreview query={preview} />
      </div>
      {problem === null ? null : <FailedMessage tried="Could not write" thing="the report" problem={problem} />}
      {busy ? <ExportProgress job="Writing a report" thing="the report" /> : null}
      <div className="export-foot">
        <Button
          variant="primary"
          busy={busy}
          onClick={() => {
            void write();
          }}
          {...(missing === undefined ? {} : { disabledReason: missing })}
        >
          {`Write report, ${formatPlural(formats.length, "file")}`}
        </Button>
        <Button variant="ghost" kbd="Esc" onClick={onClose}>
          {busy ? "Close, it goes on" : "Cancel"}
        </Button>
        <p className="meta">
          {viewed
            ? "Into a folder that goes when the window closes: save a copy. The log takes no entry of it."
            : "Into the data folder’s reports. Each file is recorded in the log with its digest."}
        </p>
      </div>
    </>
  );
}
