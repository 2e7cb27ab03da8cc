import path from "node:path";
import type { Invoke } from "../shared/contract/api";
import type { TopicName, TopicPayload } from "../shared/contract/topics";
import { err, ok, type Result } from "../shared/result";
import { Ledger } from "./audit/ledger";
import { createDispatch, type Dispatch } from "./ipc/dispatcher";
import { createHandlers } from "./ipc/handlers";
import { syncAll } from "./services/connect-runner";
import { createHttpFollower } from "./services/follow-http-runners";
import { judgeAnew, judgedOtherwise } from "./services/judge-anew";
import { loadPolicy } from "./services/load-policy";
import { createThreadEvidenceReader } from "./services/evidence-thread";
import { createFollower } from "./services/follow-sources";
import { createIndexer, type Indexer } from "./services/index-events";
import { createEvidenceReader } from "./services/parse-evidence";
import { rebuildIndex } from "./services/rebuild-index";
import { clearUnfinished } from "./services/read-transcript";
import { createSourceReader } from "./services/read-source";
import { createThreadReader } from "./services/reader-thread";
import { settleMoves } from "./services/regroup";
import { keepHeldTiers } from "./services/tier-ratchet";
import { standAgain, standsOtherwise } from "./services/stand-again";
import { makeFolder } from "./platform/make-folder";
import { Archive } from "./store/archive";
import { openDatabase, type WriteDb } from "./store/database";
import { migrate, type Migration } from "./store/migrate";
import { indexMigrations } from "./store/migrations/index";
import { recordMigrations } from "./store/migrations/record";
import { forgetReadings } from "./store/sources";
import { countSessions } from "./store/sessions";
import { countTasks } from "./store/tasks";
import { readTrustedKeys } from "./store/trusted-keys";
import type { Core, Platform, Plugins } from "./views/core";
import { verifyLog } from "./views/log-state";

export type Listener = <N extends TopicName>(topic: N, payload: TopicPayload<N>) => void;

export interface AppOptions {
  /** The data folder; made if it is not there. */
  readonly home: string;
  readonly version: string;
  readonly platform: Platform;
  readonly plugins: Plugins;
  /** Folder with the programs of the threads (reader.cjs, evidence-reader.cjs); without it everything is read in this one. */
  readonly threads?: string;
  /** Told of bugs, with the request they happened in. */
  readonly onBug: (where: string, error: unknown) => void;
}

/** The whole of Countersign behind two functions: the same for the window, the terminal and tests. */
export interface App {
  readonly core: Core;
  readonly dispatch: Dispatch;
  readonly invoke: Invoke;
  subscribe(listener: Listener): () => void;
  /** Reads what is new in every connection; the window does so at its start. */
  sync(): Promise<void>;
  /** Makes an index that was lost anew, out of the archive; nothing where none was. */
  rebuild(): Promise<void>;
  /** Follows the folders of the connections from now on; the window does so. */
  follow(): void;
  /** Indexes what was read, in the background, from now on; the window does so. */
  indexing(): void;
  /** Ends running work at its next step and closes the store. */
  close(): void;
}

const otherProcessMs = 2000;

function openMigrated(
  file: string,
  durability: "durable" | "rebuildable",
  migrations: readonly Migration[],
): Result<WriteDb> {
  const db = openDatabase(file, durability);
  if (!db.ok) return db;
  const migrated = migrate(db.value, migrations);
  if (migrated.ok) return db;
  db.value.close();
  return migrated;
}

/** Opens the data folder, checks the log, and makes the app. */
export function createApp(options: AppOptions): Result<App> {
  const { home, platform, plugins, version } = options;
  try {
    makeFolder(home);
  } catch (error) {
    return err({
      code: "home-unusable",
      message: `Could not make the data folder: ${error instanceof Error ? error.message : String(error)}.`,
      place: home,
      remedy: "Name another with --home DIR.",
    });
  }
  const policy = loadPolicy(
    platform.resources,
    home,
    plugins.rules.map((rule) => rule.id),
  );
  if (!policy.ok) return policy;
  const record = openMigrated(path.join(home, "record.db"), "durable", recordMigrations);
  if (!record.ok) return record;
  const index = openMigrated(path.join(home, "index.db"), "rebuildable", indexMigrations);
  if (!index.ok) {
    record.value.close();
    return index;
  }

  const listeners = new Set<Listener>();
  const archive = new Archive(path.join(home, "archive"));
  const reader = () => createSourceReader(plugins.adapters, archive);
  const core: Core = {
    version,
    home,
    record: record.value,
    index: index.value,
    archive,
    reader:
      options.threads === undefined
        ? reader()
        : createThreadReader(path.join(options.threads, "reader.cjs"), { archive: path.join(home, "archive") }, reader),
    evidence:
      options.threads === undefined
        ? createEvidenceReader(plugins.parsers, archive)
        : createThreadEvidenceReader(path.join(options.threads, "evidence-reader.cjs"), {
            archive: path.join(home, "archive"),
          }),
    ledger: new Ledger(record.value, platform.clock, version),
    policy: policy.value,
    platform,
    plugins,
    publish: (topic, payload) => {
      for (const listener of listeners) listener(topic, payload);
    },
  };
  clearUnfinished(core);
  // An index that was made anew knows nothing yet: every source is to be read again.
  if (countSessions(core.index) === 0 && countTasks(core.index) === 0) forgetReadings(core.record);
  verifyLog(core);
  settleMoves(core);
  // Keys may have changed in a program that was ended before evidence stood by them.
  if (standsOtherwise(core))
    void standAgain(core, readTrustedKeys(core.record)).catch((error: unknown) => {
      options.onBug("standing by trusted keys", error);
    });

  let closed = false;
  if (judgedOtherwise(core))
    void judgeAnew(core, () => closed).catch((error: unknown) => {
      options.onBug("judging by another policy", error);
    });
  let indexer: Indexer | null = null;
  let followers: readonly { refresh(): void; stop(): void }[] = [];
  const dispatch = createDispatch(
    createHandlers(core, () => closed),
    options.onBug,
  );
  const stopWatching = watchOtherProcesses(core);
  return ok({
    core,
    dispatch,
    // The dispatcher parses what goes out with the procedure's own schema, so the typed form is the same function.
    invoke: dispatch as Invoke,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sync: () => syncAll(core, () => closed),
    rebuild: async () => {
      await rebuildIndex(core, () => closed);
    },
    follow: () => {
      if (closed || followers.length > 0) return;
      const onBug = (error: unknown) => {
        options.onBug("following sources", error);
      };
      const started = [createFollower(core, { onBug }), createHttpFollower(core, { onBug })];
      followers = started;
      listeners.add((topic, payload) => {
        // A connection may have come, gone, been paused or resumed.
        if (topic === "changed" && "scopes" in payload && payload.scopes.includes("runners"))
          for (const follower of started) follower.refresh();
      });
    },
    indexing: () => {
      if (closed || indexer !== null) return;
      const started = createIndexer(index.value, (error) => {
        options.onBug("indexing for the search", error);
      });
      indexer = started;
      listeners.add((topic, payload) => {
        if (topic === "progress") started.reading("finished" in payload && !payload.finished);
        else if (topic === "changed") started.poke();
      });
    },
    close: () => {
      if (closed) return;
      closed = true;
      indexer?.stop();
      for (const follower of followers) follower.stop();
      stopWatching();
      keepHeldTiers(core);
      void core.reader.close();
      void core.evidence.close();
      index.value.close();
      record.value.close();
    },
  });
}

/** Another process (the command line beside the window) may write to the same folder: its changes are shown too. */
function watchOtherProcesses(core: Core): () => void {
  const read = () =>
    [core.record, core.index].map((db) => Number(db.pragma("data_version", { simple: true }))).join(":");
  let last = read();
  const timer = setInterval(() => {
    const now = read();
    if (now === last) return;
    last = now;
    core.publish("changed", { scopes: ["inbox", "task", "audit", "runners", "settings"] });
  }, otherProcessMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
