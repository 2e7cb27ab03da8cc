import { Moon, Plus, Search } from "lucide-react";
import { useState } from "react";
import type { FoundRunner } from "../../../shared/contract/app";
import { ok } from "../../../shared/result";
import { useAppStatus } from "../../bridge/app-status";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { AddConnection } from "../../parts/AddConnection";
import { FoundRunners } from "../../parts/FoundRunners";
import { ScreenBar } from "../../parts/frame/ScreenBar";
import { IngestProgress } from "../../parts/IngestProgress";
import { ingestSentence, IngestReportView } from "../../parts/IngestReportView";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { useIngest } from "../../parts/use-ingest";
import { announce } from "../../state/announce";
import { useKeys } from "../../state/keys";
import { go, replace } from "../../state/route";
import { offerTour } from "../../state/tour";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { StateMessage } from "../../ui/StateMessage";
import { useNow } from "../../ui/use-now";
import "./first-run.css";

/** The first start: the sample night, the runners found on this machine, or a folder. Nothing is read before a click. */
export function FirstRunScreen() {
  const found = useQuery("runners.found", {}, { scopes: ["runners"] });
  const status = useAppStatus();
  const now = useNow();
  const ingest = useIngest();
  const [adding, setAdding] = useState(false);
  const busy = ingest.reading;
  const outcome = ingest.outcomes.at(-1);

  const arrive = async (of: string, read: Parameters<typeof ingest.start>[1]) => {
    // From here on something was read: stay for its report instead of being taken to the inbox when the first start is over.
    replace({ screen: "first-run" });
    const report = await ingest.start(of, read);
    if (report === null) return;
    announce(ingestSentence(report));
    status.reload();
    if (report.problems.length === 0) go({ screen: "inbox" });
  };
  const openSample = () => {
    if (busy) return;
    offerTour();
    void arrive("the sample night", () => call("sample.open", {}));
  };
  const connect = (runner: FoundRunner) => {
    void arrive(runner.name, () => call("runners.connect", { kind: runner.kind, path: runner.path }));
  };
  useKeys("first-run", [{ key: "Enter", label: "Open the sample night", group: "Start", bar: true, run: openSample }]);

  return (
    <>
      <ScreenBar title="Start" facts="Nothing is connected. Nothing was read." />
      <div className="first-run">
        <section className="first-run-section" aria-label="Sample night">
          <h2>Review a night of agent work</h2>
          <p>
            Countersign reads what background coding agents left behind, holds their claims against the evidence, and
            records your decisions in a log on this machine. It starts no agents, and sends nothing that you were not
            shown before.
          </p>
          <div className="first-run-actions">
            <Button variant="primary" icon={<Icon icon={Moon} small />} kbd="Enter" busy={busy} onClick={openSample}>
              Open the sample night
            </Button>
            <span className="meta">
              An invented team’s night: five tasks over three runners, made by really running the work it shows.
            </span>
          </div>
        </section>
        {outcome === undefined ? null : (
          <section className="first-run-outcome" aria-label="Reading">
            {outcome.state === "reading" ? <IngestProgress of={outcome.of} /> : null}
            {outcome.state === "failed" ? <FailedMessage thing={outcome.of} problem={outcome.problem} /> : null}
            {outcome.state === "read" ? (
              <div className="first-run-report">
                <IngestReportView report={outcome.report} />
                <Button
                  variant="primary"
                  onClick={() => {
                    go({ screen: "inbox" });
                  }}
                >
                  Open the inbox
                </Button>
              </div>
            ) : null}
          </section>
        )}
        <section className="first-run-section" aria-label="Runners on this machine">
          <h3>Runners found on this machine</h3>
          <p className="mid small">
            Their files were counted, not read. Connecting reads them and keeps a copy of the sources in Countersign’s
            own folder; the originals are never changed.
          </p>
          {found.problem === undefined ? null : (
            <FailedMessage thing="the runners’ folders" problem={found.problem} onRetry={found.reload} />
          )}
          {found.state === "loading" ? <LoadingMessage thing="the runners’ folders" slow={found.slow} /> : null}
          {found.value === undefined ? null : found.value.length === 0 ? (
            <StateMessage
              icon={<Icon icon={Search} />}
              sentence="No runner found on this machine."
              detail="Looked for Claude Code, Codex, Gemini CLI, OpenCode, GitHub Copilot CLI and OpenHands in their usual folders. Others can be added below."
            />
          ) : (
            <FoundRunners runners={found.value} now={now} busy={busy} onConnect={connect} />
          )}
        </section>
        <section className="first-run-section first-run-last" aria-label="Something else">
          <Button
            icon={<Icon icon={Plus} small />}
            busy={busy}
            onClick={() => {
              setAdding(true);
            }}
          >
            Add a folder, a repository or an address
          </Button>
          <p className="meta">Or drop files and folders anywhere on this window.</p>
          {status.value === undefined ? null : (
            <p className="meta">
              Data is kept in{" "}
              <span className="mono">
                <SafeText text={status.value.home} code />
              </span>
            </p>
          )}
        </section>
      </div>
      <AddConnection
        open={adding}
        onClose={() => {
          setAdding(false);
        }}
        onConnected={(name, report) => {
          void arrive(name, () => Promise.resolve(ok(report)));
        }}
      />
    </>
  );
}
