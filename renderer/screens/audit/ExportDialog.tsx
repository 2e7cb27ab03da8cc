import { useState } from "react";
import { Dialog } from "../../ui/Dialog";
import { Segmented } from "../../ui/Segmented";
import { ExportBundle } from "./ExportBundle";
import { ExportReport } from "./ExportReport";
import "./export.css";

type What = "report" | "bundle";

const kinds: readonly { readonly value: What; readonly label: string }[] = [
  { value: "report", label: "Report" },
  { value: "bundle", label: "Bundle to verify" },
];

/** Writes a report for people or programs, or the bundle that a stranger verifies. Shown while it is mounted. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const [what, setWhat] = useState<What>("report");
  return (
    <Dialog open onClose={onClose} label="Export" width={1320}>
      <div className="export">
        <div className="export-head">
          <h2>Export</h2>
          <Segmented label="What is written" value={what} options={kinds} onChange={setWhat} />
        </div>
        {what === "report" ? <ExportReport onClose={onClose} /> : <ExportBundle onClose={onClose} />}
      </div>
    </Dialog>
  );
}
