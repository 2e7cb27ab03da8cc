import { CircleCheck } from "lucide-react";
import type { Output } from "../../../shared/contract/api";
import type { ReportFormatId } from "../../../shared/model/report-choice";
import { callShell } from "../../bridge/client";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { formatBytes, formatList, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { StateMessage } from "../../ui/StateMessage";
import { formatNames, redactionNames } from "./export-choices";
import { useFocusOnce } from "./export-focus";

export interface ExportResultProps {
  readonly written: Output<"report.write">;
  readonly onClose: () => void;
  readonly onBack: () => void;
}

/** The files that were written, each with its digest, and what was left out of them. */
export function ExportResult({ written, onClose, onBack }: ExportResultProps) {
  const close = useFocusOnce();
  const left = written.redactions.filter(({ count }) => count > 0);
  return (
    <>
      <StateMessage
        tone={written.unrecorded === null ? "green" : "amber"}
        live="status"
        icon={<Icon icon={CircleCheck} />}
        sentence={`${formatPlural(written.files.length, "file")} written, ${formatPlural(written.decisions, "decision")}. ${written.unrecorded === null ? "Each is recorded in the log." : `Not recorded in the log. ${written.unrecorded}`}`}
        detail={
          left.length === 0
            ? "Nothing was left out."
            : `Left out: ${formatList(left.map(({ rule, count }) => `${redactionNames[rule].toLowerCase()} ${String(count)} times`))}.`
        }
      />
      <ul className="export-files" aria-label="Files written">
        {written.files.map((file) => (
          <WrittenFile key={file.path} {...file} />
        ))}
      </ul>
      <div className="export-foot">
        <Button ref={close} variant="primary" onClick={onClose}>
          Close export
        </Button>
        <Button variant="ghost" onClick={onBack}>
          Write another report
        </Button>
      </div>
    </>
  );
}

export interface WrittenFileProps {
  readonly format?: ReportFormatId;
  readonly path: string;
  readonly bytes: number;
  readonly digest: string;
}

/** One file in the data folder's reports: where it is, how large, its digest, and the way to it. */
export function WrittenFile({ format, path, bytes, digest }: WrittenFileProps) {
  const show = () => {
    void callShell("shell.show-report", { path }).then((result) => {
      if (!result.ok) announce(`Could not show the file: ${result.error.message}`);
    });
  };
  const copy = () => {
    void callShell("shell.copy-report", { path }).then((result) => {
      if (!result.ok) announce(`Could not save the copy: ${result.error.message}`);
      else if (result.value.copied !== null) announce("Copy saved.");
    });
  };
  const name = format === undefined ? "Bundle" : formatNames[format].name;
  return (
    <li className="export-file">
      <p className="small">
        <span className="medium">{name}</span>
        <span className="dim">{`, ${formatBytes(bytes)}`}</span>
      </p>
      <p className="mono small">
        <SafeText text={path} code />
      </p>
      <p className="meta mono">{`sha256 ${digest}`}</p>
      <div className="row">
        <Button small label={`Show in folder: ${name}`} onClick={show}>
          Show in folder
        </Button>
        <Button small label={`Save a copy: ${name}`} onClick={copy}>
          Save a copy
        </Button>
      </div>
    </li>
  );
}
