import { FileDown, Plug, Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { FoundRunner, IngestReport } from "../../../shared/contract/app";
import type { Connection } from "../../../shared/model/connection";
import { ok, type Result } from "../../../shared/result";
import { useAppStatus } from "../../bridge/app-status";
import { call, callShell } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { AddConnection } from "../../parts/AddConnection";
import { FoundRunners } from "../../parts/FoundRunners";
import { CommandsButton, ScreenBar } from "../../parts/frame/ScreenBar";
import { IngestProgress } from "../../parts/IngestProgress";
import { ingestSentence, IngestReportView } from "../../parts/IngestReportView";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { useIngest, type IngestOutcome } from "../../parts/use-ingest";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Resizable } from "../../ui/Resizable";
import { StateMessage } from "../../ui/StateMessage";
import { useMedia } from "../../ui/use-media";
import { useNow } from "../../ui/use-now";
import { ConnectionList } from "./ConnectionList";
import { ConnectionPanel } from "./ConnectionPanel";
import { RemoveDialog } from "./RemoveDialog";
import { useRunnerKeys } from "./use-runner-keys";
import "./runners.css";

/** How often the folders are looked at while this screen is open: sizes and times only. */
const surveyEvery = 60_000;

/** The connected runners with their state, what each reading brought, and what else is on this machine. */
export function RunnersScreen() {
  const status = useAppStatus();
  const found = useQuery("runners.found", {}, { scopes: ["runners"] });
  const ingest = useIngest();
  const now = useNow();
  const wide = useMedia("(min-width: 1000px)");
  const [chosen, setChosen] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Connection | null>(null);
  const busy = ingest.reading;
  const connections = status.value?.connections;
  const at = connections?.findIndex((connection) => connection.id === chosen) ?? -1;
  const cursor = at === -1 ? 0 : at;
  const current = connections?.[cursor];
  // Held by its id from the start: a connection that comes before it does not take its keys over.
  if (chosen === null && current !== undefined) setChosen(current.id);
  useSurveys();

  const read = async (of: string, run: () => Promise<Result<IngestReport>>, more = false) => {
    const report = await ingest.start(of, run, more);
    if (report !== null) announce(ingestSentence(report));
    status.reload();
    found.reload();
  };
  const sync = (connection: Connection) => {
    void read(connection.name, () => call("runners.sync", { id: connection.id }));
  };
  const readable = (connections ?? []).filter((connection) => connection.state !== "paused");
  const syncAll = async () => {
    for (const [index, connection] of readable.entries())
      await read(connection.name, () => call("runners.sync", { id: connection.id }), index > 0);
  };
  const connect = (runner: FoundRunner) => {
    void read(runner.name, () => call("runners.connect", { kind: runner.kind, path: runner.path }));
  };
  const readFiles = async () => {
    const picked = await callShell("shell.pick-files", {});
    if (!picked.ok) announce(`Could not pick files: ${picked.error.message}`);
    else if (picked.value.paths.length > 0)
      await read(formatPlural(picked.value.paths.length, "file"), () => call("ingest.paths", picked.value));
  };
  const pause = async (connection: Connection, paused: boolean) => {
    const result = await call("runners.pause", { id: connection.id, paused });
    announce(
      result.ok
        ? `${connection.name} ${paused ? "paused" : "resumed"}.`
        : `Could not ${paused ? "pause" : "resume"} ${connection.name}: ${result.error.message}`,
    );
    status.reload();
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
  const choose = (index: number) => {
    setChosen(connections?.[index]?.id ?? null);
  };
  useRunnerKeys({
    move: (step) => {
      if (connections !== undefined && connections.length > 0)
        choose(Math.min(connections.length - 1, Math.max(0, cursor + step)));
    },
    syncAll: () => {
      if (!busy) void syncAll();
    },
    sync: () => {
      if (!busy && current !== undefined && current.state !== "paused") sync(current);
    },
    pause: () => {
      if (current !== undefined) void pause(current, current.state !== "paused");
    },
    add: () => {
      setAdding(true);
    },
  });

  const offered = found.value?.filter((runner) => !runner.connected) ?? [];
  const below = (
    <>
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
    </>
  );
  const list = (
    <section className="runners" aria-label="Connections">
      {status.problem === undefined ? null : (
        <FailedMessage thing="the connections" problem={status.problem} onRetry={status.reload} />
      )}
      {connections === undefined ? (
        status.problem === undefined ? (
          <LoadingMessage thing="the connections" slow={status.slow} />
        ) : null
      ) : connections.length === 0 ? (
        <div className="runners-scroll">
          <StateMessage
            icon={<Icon icon={Plug} />}
            sentence="Nothing is connected."
            detail="Connect a runner found on this machine, or add a folder, a repository or an address."
          />
          {below}
        </div>
      ) : (
        <ConnectionList connections={connections} now={now} cursor={cursor} onCursor={choose} footer={below} />
      )}
    </section>
  );
  return (
    <>
      <ScreenBar title="Runners" facts={connections === undefined ? undefined : factsOf(connections)}>
        {readable.length === 0 ? null : (
          <Button
            kbd="Shift s"
            busy={busy}
            onClick={() => {
              void syncAll();
            }}
          >
            Sync all
          </Button>
        )}
        <Button
          icon={<Icon icon={FileDown} small />}
          busy={busy}
          onClick={() => {
            void readFiles();
          }}
        >
          Read files
        </Button>
        <Button
          icon={<Icon icon={Plus} small />}
          kbd="c"
          onClick={() => {
            setAdding(true);
          }}
        >
          Add a connection
        </Button>
        <CommandsButton />
      </ScreenBar>
      <Resizable
        id="runners"
        panes={[
          { id: "connections", content: list, min: 420 },
          ...(current === undefined || !wide
            ? []
            : [
                {
                  id: "connection",
                  content: (
                    <ConnectionPanel
                      key={current.id}
                      connection={current}
                      now={now}
                      busy={busy}
                      onSync={() => {
                        sync(current);
                      }}
                      onPause={(paused) => {
                        void pause(current, paused);
                      }}
                      onRemove={() => {
                        setLeaving(current);
                      }}
                    />
                  ),
                  size: 400,
                  min: 320,
                  max: 760,
                },
              ]),
        ]}
      />
      <AddConnection
        open={adding}
        onClose={() => {
          setAdding(false);
        }}
        onConnected={(name, report) => {
          void read(name, () => Promise.resolve(ok(report)));
        }}
      />
      <RemoveDialog
        connection={leaving}
        onClose={() => {
          setLeaving(null);
        }}
        onRemove={(connection) => {
          void remove(connection);
        }}
      />
    </>
  );
}

function factsOf(connections: readonly Connection[]): string {
  const count = (holds: (connection: Connection) => boolean) => connections.filter(holds).length;
  const failed = count((connection) => connection.problem !== null && connection.state !== "paused");
  const paused = count((connection) => connection.state === "paused");
  const waiting = connections.reduce((sum, connection) => sum + connection.waiting, 0);
  return [
    formatPlural(connections.length, "connection"),
    failed === 0 ? null : `${formatCount(failed)} could not be read`,
    paused === 0 ? null : `${formatCount(paused)} paused`,
    waiting === 0 ? null : `${formatPlural(waiting, "source")} waiting`,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

/** Has the folders looked at when the screen opens and every minute after. */
function useSurveys(): void {
  const asked = useRef(false);
  useEffect(() => {
    const survey = () => {
      if (asked.current) return;
      asked.current = true;
      void call("runners.survey", {}).finally(() => (asked.current = false));
    };
    survey();
    const timer = setInterval(survey, surveyEvery);
    return () => {
      clearInterval(timer);
    };
  }, []);
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
