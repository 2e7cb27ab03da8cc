import { FolderOpen, Plug } from "lucide-react";
import type { FoundRunner, IngestReport } from "../../../shared/contract/app";
import type { Connection, ConnectionKind } from "../../../shared/model/connection";
import type { Result } from "../../../shared/result";
import { useAppStatus } from "../../bridge/app-status";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { connectPickedFolder } from "../../parts/connect";
import { FoundRunners } from "../../parts/FoundRunners";
import { CommandsButton, ScreenBar } from "../../parts/frame/ScreenBar";
import { IngestProgress } from "../../parts/IngestProgress";
import { ingestSentence, IngestReportView } from "../../parts/IngestReportView";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { useIngest, type IngestOutcome } from "../../parts/use-ingest";
import { announce } from "../../state/announce";
import { useKeys } from "../../state/keys";
import { Button } from "../../ui/Button";
import { formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { StateMessage } from "../../ui/StateMessage";
import { useNow } from "../../ui/use-now";
import { ConnectionsTable } from "./ConnectionsTable";
import "./runners.css";

const folderKinds: readonly { readonly kind: ConnectionKind; readonly label: string }[] = [
  { kind: "packs", label: "Folder of evidence packs" },
  { kind: "claude-code", label: "Claude Code projects folder" },
  { kind: "codex", label: "Codex sessions folder" },
];

/** The connected runners with their sync state, the ones found on this machine, and what the last reading brought. */
export function RunnersScreen() {
  const status = useAppStatus();
  const found = useQuery("runners.found", {}, { scopes: ["runners"] });
  const ingest = useIngest();
  const now = useNow();
  const busy = ingest.reading;
  const connections = status.value?.connections;

  const read = async (of: string, run: () => Promise<Result<IngestReport>>, more = false) => {
    const report = await ingest.start(of, run, more);
    if (report !== null) announce(ingestSentence(report));
    status.reload();
    found.reload();
  };
  const sync = (connection: Connection) => {
    void read(connection.name, () => call("runners.sync", { id: connection.id }));
  };
  const syncAll = async () => {
    for (const [index, connection] of (connections ?? []).entries()) {
      await read(connection.name, () => call("runners.sync", { id: connection.id }), index > 0);
    }
  };
  const connect = (runner: FoundRunner) => {
    void read(runner.name, () => call("runners.connect", { kind: runner.kind, path: runner.path }));
  };
  const pick = async (kind: ConnectionKind, label: string) => {
    const picked = await connectPickedFolder(kind);
    if (picked.ok && picked.value === null) return;
    await read(label.toLowerCase(), () =>
      Promise.resolve(picked.ok && picked.value !== null ? { ok: true, value: picked.value } : asFailure(picked)),
    );
  };
  const remove = async (connection: Connection) => {
    const result = await call("runners.remove", { id: connection.id });
    announce(
      result.ok
        ? `${connection.name} removed. What was archived stays.`
        : `Could not remove ${connection.name}: ${result.error.message}`,
    );
    status.reload();
    found.reload();
  };
  useKeys("runners", [
    {
      key: "Shift+s",
      label: "Sync all",
      group: "Runners",
      bar: true,
      run: () => {
        if (!busy) void syncAll();
      },
    },
  ]);

  const offered = found.value?.filter((runner) => !runner.connected) ?? [];
  return (
    <>
      <ScreenBar
        title="Runners"
        facts={connections === undefined ? undefined : formatPlural(connections.length, "connection")}
      >
        <Button
          kbd="Shift s"
          busy={busy}
          {...(connections?.length === 0 ? { disabledReason: "Nothing is connected" } : {})}
          onClick={() => {
            void syncAll();
          }}
        >
          Sync all
        </Button>
        <Menu
          label="What the folder holds"
          trigger={
            <button type="button" className="button button-plain" disabled={busy}>
              <Icon icon={FolderOpen} small />
              Connect a folder
            </button>
          }
          items={folderKinds.map((item) => ({
            id: item.kind,
            label: item.label,
            onSelect: () => {
              void pick(item.kind, item.label);
            },
          }))}
        />
        <CommandsButton />
      </ScreenBar>
      <div className="runners">
        {status.problem === undefined ? null : (
          <FailedMessage thing="the connections" problem={status.problem} onRetry={status.reload} />
        )}
        {connections === undefined ? (
          status.problem === undefined ? (
            <LoadingMessage thing="the connections" slow={status.slow} />
          ) : null
        ) : connections.length === 0 ? (
          <StateMessage
            icon={<Icon icon={Plug} />}
            sentence="Nothing is connected."
            detail="Connect a runner found on this machine, or a folder."
          />
        ) : (
          <ConnectionsTable
            connections={connections}
            now={now}
            busy={busy}
            onSync={sync}
            onRemove={(connection) => {
              void remove(connection);
            }}
          />
        )}
        {ingest.outcomes.map((outcome, index) => (
          <LastReading key={index} outcome={outcome} />
        ))}
        {found.problem === undefined ? null : (
          <FailedMessage thing="the runners’ folders" problem={found.problem} onRetry={found.reload} />
        )}
        {offered.length === 0 ? null : (
          <section className="runners-section" aria-label="Found on this machine">
            <h2>Found on this machine, not connected</h2>
            <p className="mid small">Their files were counted, not read.</p>
            <FoundRunners runners={offered} now={now} busy={busy} onConnect={connect} />
          </section>
        )}
      </div>
    </>
  );
}

/** A picked folder that could not be connected; picking nothing never gets here. */
function asFailure(picked: Awaited<ReturnType<typeof connectPickedFolder>>): Result<IngestReport> {
  if (picked.ok) throw new Error("nothing was picked");
  return picked;
}

function LastReading({ outcome }: { readonly outcome: IngestOutcome }) {
  if (outcome.state === "reading") {
    return (
      <section className="runners-reading" aria-label="Reading">
        <IngestProgress of={outcome.of} />
      </section>
    );
  }
  if (outcome.state === "failed") {
    return (
      <section className="runners-reading" aria-label="Last reading">
        <FailedMessage thing={outcome.of} problem={outcome.problem} />
      </section>
    );
  }
  return (
    <section className="runners-section runners-reading" aria-label="Last reading">
      <h2>{`Last reading: ${outcome.of}`}</h2>
      <IngestReportView report={outcome.report} />
    </section>
  );
}
