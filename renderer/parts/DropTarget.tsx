import { FileDown } from "lucide-react";
import { useEffect, useState } from "react";
import { useAppStatus } from "../bridge/app-status";
import { call } from "../bridge/client";
import { useTopic } from "../bridge/use-topic";
import { announce } from "../state/announce";
import { useDropTaker } from "../state/drops";
import { go } from "../state/route";
import { isApprovalFile, openApprovalFile } from "../state/second";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { formatPlural } from "../ui/format";
import { Icon } from "../ui/Icon";
import { SafeText } from "../ui/SafeText";
import { IngestProgress } from "./IngestProgress";
import { ingestSentence, IngestReportView } from "./IngestReportView";
import { FailedMessage } from "./QueryMessage";
import { useIngest } from "./use-ingest";
import "./drop-target.css";

/** Files and folders dropped anywhere on the window are read once. It shows where they land, and then what they brought. */
export function DropTarget() {
  const status = useAppStatus();
  const ingest = useIngest();
  const over = useFilesOver();
  const taker = useDropTaker();
  const [open, setOpen] = useState(false);
  const outcome = ingest.outcomes.at(-1);

  const read = async (paths: readonly string[]) => {
    const [first] = paths;
    if (first === undefined || ingest.reading) return;
    setOpen(true);
    const of = paths.length === 1 ? (first.split(/[\\/]/).at(-1) ?? first) : formatPlural(paths.length, "dropped file");
    const report = await ingest.start(of, () => call("ingest.paths", { paths: [...paths] }));
    if (report !== null) announce(ingestSentence(report));
    status.reload();
  };
  useTopic("dropped", ({ paths }) => {
    const [first] = paths;
    if (taker !== null) taker.take(paths);
    else if (first !== undefined && paths.length === 1 && isApprovalFile(first)) openApprovalFile(first);
    else void read(paths);
  });
  const close = () => {
    setOpen(false);
  };
  return (
    <>
      {over ? (
        <div className="drop-target" role="status">
          <div className="drop-target-words">
            <Icon icon={FileDown} />
            {taker !== null
              ? taker.words
              : ingest.reading
                ? "Another reading goes on. Drop these when it is done."
                : "Drop transcripts, packs or folders: they are archived and read once"}
          </div>
        </div>
      ) : null}
      <Dialog open={open && outcome !== undefined} onClose={close} label="Dropped files" width={600}>
        {outcome === undefined ? null : (
          <div className="drop-report">
            <h2>
              <SafeText text={outcome.state === "reading" ? `Reading ${outcome.of}` : outcome.of} />
            </h2>
            {outcome.state === "reading" ? <IngestProgress of={outcome.of} /> : null}
            {outcome.state === "failed" ? <FailedMessage thing={outcome.of} problem={outcome.problem} /> : null}
            {outcome.state === "read" ? <IngestReportView report={outcome.report} /> : null}
            <div className="row">
              {outcome.state === "read" && outcome.report.attempts > 0 ? (
                <Button
                  variant="primary"
                  onClick={() => {
                    close();
                    go({ screen: "inbox" });
                  }}
                >
                  Open the inbox
                </Button>
              ) : null}
              <Button variant="ghost" kbd="Esc" onClick={close}>
                {outcome.state === "reading" ? "Close, it goes on" : "Close"}
              </Button>
            </div>
          </div>
        )}
      </Dialog>
    </>
  );
}

/** Whether files are held over the window. The page takes them, so that the window does not go to them instead. */
function useFilesOver(): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Entering a child leaves its parent: the drag is over when as many were left as were entered.
    let depth = 0;
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const stay = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
    };
    const leave = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const end = (event: DragEvent) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragover", stay);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", end);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragover", stay);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", end);
    };
  }, []);
  return over;
}
