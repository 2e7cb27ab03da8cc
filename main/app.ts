import path from "node:path";
import type { Invoke } from "../shared/contract/api";
import { viewedProblem } from "../shared/model/viewed-home";
import type { TopicName, TopicPayload } from "../shared/contract/topics";
import { err, ok, type Result } from "../shared/result";
import { Ledger } from "./audit/ledger";
import { createDispatch, type Dispatch } from "./ipc/dispatcher";
import { createHandlers } from "./ipc/handlers";
import { syncAll } from "./services/connect-runner";
import { beginLogCheck, checkLogInSteps } from "./services/check-log";
import { beginDecisions } from "./services/read-decisions";
import { createAnchorFollower } from "./services/follow-anchors";
import { createGitHubFollower } from "./services/follow-github";
import { createHttpFollower } from "./services/follow-http-runners";
import { createOutboxFollower } from "./services/follow-outbox";
import { judgeAnew, judgedOtherwise } from "./services/judge-anew";
import { loadPolicy } from "./services/load-policy";
import { createThreadEvidenceReader } from "./services/evidence-thread";
import { createFollower } from "./services/follow-sources";
import { createIndexer, type Indexer } from "./services/index-events";
import { createEvidenceReader } from "./services/parse-evidence";
import { backUpFromNowOn, backUpIfDue } from "./services/make-backup";
import { tellOfRestore } from "./services/recover-go-on";
import { openHome } from "./services/open-home";
import { rebuildIndex } from "./services/rebuild-index";
import { clearUnfinished } from "./services/read-transcript";
import { createSourceReader } from "./services/read-source";
import { createThreadReader } from "./services/reader-thread";
import { settleMoves } from "./services/regroup";
import { indexingJob, tellIndexing } from "./services/tell-indexing";
import { tellWork } from "./services/tell-work";
import { isTold } from "./services/identity-acts";
import { watchEscalations } from "./services/watch-escalations";
import { keepHeldTiers } from "./services/tier-ratchet";
import { standAgain, standsOtherwise } from "./services/stand-again";
import { GitHubAccounts } from "./platform/github-accounts";
import { Keyring } from "./platform/keyring";
import { makeFolder } from "./platform/make-folder";
import { Archive } from "./store/archive";
import { githubCache } from "./store/github-cache";
import { LogMark } from "./store/log-mark";
import { forgetReadings } from "./store/sources";
import { countSessions } from "./store/sessions";
import { countTasks } from "./store/tasks";
import { readTrustedKeys } from "./store/trusted-keys";
import type { Core, Platform, Plugins } from "./views/core";
import { currentSettings } from "./views/settings";

export type Listener = <N extends TopicName>(topic: N, payload: TopicPayload<N>) => void;

export interface AppOptions {
  /** The data folder; made if it is not there. */
  readonly home: string;
  readonly version: string;
  readonly platform: Platform;
  readonly plugins: Plugins;
  /** Folder with the programs of the threads (reader.cjs, evidence-reader.cjs); without it everything is read in this one. */
  readonly threads?: string;
  /** Empty folder for a copy of a data folder that can only be looked at; without it one is made. */
  readonly aside?: string;
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
  /** Makes a backup of the record when one is due, from now on; the window does so. */
  backups(): void;
  /** Makes one now if one is due; a command of the terminal does so at its end. */
  backUpIfDue(): Promise<void>;
  /** Ends running work at its next step and closes the store. */
  close(): void;
}

const otherProcessMs = 2000;

/** Opens the data folder, checks the log, and makes the app. */
export function createApp(options: AppOptions): Result<App> {
  const { platform, plugins, version } = options;
  try {
    makeFolder(options.home);
  } catch (error) {
    return err({
      code: "home-unusable",
      message: `Could not make the data folder: ${error instanceof Error ? error.message : String(error)}.`,
      place: options.home,
      remedy: "Name another with --home DIR.",
    });
  }
  const policy = loadPolicy(
    platform.resources,
    options.home,
    plugins.rules.map((rule) => rule.id),
  );
  if (!policy.ok) return policy;
  const opening = openHome(options.home, platform.clock.now(), options.aside ?? null);
  if (!opening.ok) return opening;
  const { folder: home, record, index, viewed } = opening.value;

  const listeners = new Set<Listener>();
  /** Work that goes on, as it was told last: who begins to listen is told it too. */
  const underWay = new Map<string, TopicPayload<"progress">>();
  const archive = new Archive(path.join(home, "archive"));
  const reader = () => createSourceReader(plugins.adapters, archive);
  const keyring = new Keyring({
    home,
    env: platform.env,
    person: () => ({ name: currentSettings({ record, platform }).reviewerName, binding: "self-asserted" }),
  });
  const core: Core = {
    version,
    home,
    viewed: viewed === null ? null : { ...viewed, home: options.home },
    record,
    index,
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
    ledger: new Ledger(record, platform.clock, version, keyring.files, new LogMark(home)),
    keyring,
    github: new GitHubAccounts({
      home,
      env: platform.env,
      keyring,
      version,
      now: () => platform.clock.now(),
      cache: githubCache(index, () => platform.clock.now().getTime()),
    }),
    policy: policy.value,
    platform,
    plugins,
    publish: (topic, payload) => {
      if (topic === "progress" && "finished" in payload) {
        if (payload.finished) underWay.delete(payload.id ?? payload.job);
        else underWay.set(payload.id ?? payload.job, payload);
      }
      for (const listener of listeners) listener(topic, payload);
    },
  };
  if (viewed === null) clearUnfinished(core);
  // An index that was made anew knows nothing yet: every source is to be read again.
  if (viewed === null && countSessions(core.index) === 0 && countTasks(core.index) === 0) forgetReadings(core.record);
  // A program that was ended while it changed a key left two.
  if (viewed === null) keyring.files.settle((role, keyid) => isTold(core, role, keyid));
  const checking = beginLogCheck(core);
  let closed = false;
  const reading = beginDecisions(core, () => closed);
  const settled = (): void => {
    if (viewed === null && !closed) settleMoves(core);
  };
  if (opening.value.replaced !== null) tellOfRestore(core, opening.value.replaced);
  for (const problem of opening.value.problems) options.onBug("restoring a backup", new Error(problem.message));
  if (reading === null) settled();
  // What cannot be read is told to whoever asks for it.
  const failed = (error: unknown): void => {
    options.onBug("reading the decisions", error);
  };
  const ready = reading?.then(settled).catch(failed) ?? null;
  // Keys may have changed in a program that was ended before evidence stood by them.
  if (viewed === null && standsOtherwise(core))
    void standAgain(core, readTrustedKeys(core.record)).catch((error: unknown) => {
      options.onBug("standing by trusted keys", error);
    });

  if (checking !== null) {
    // The decisions come first: requests wait for them, and for the check they do not.
    const check = async (): Promise<void> => {
      if (ready !== null) await ready;
      if (!closed) await checkLogInSteps(core, () => closed, checking);
    };
    check().catch((error: unknown) => {
      options.onBug("checking the audit log", error);
    });
  }
  if (viewed === null && judgedOtherwise(core))
    void tellWork(core, "Judging anew", "by another policy", async (tell) => {
      if (ready !== null) await ready;
      if (closed) return ok(0);
      return ok(
        await judgeAnew(
          core,
          () => closed,
          (done, total) => {
            tell(done, total, "attempts");
          },
        ),
      );
    }).catch((error: unknown) => {
      options.onBug("judging by another policy", error);
    });
  let indexer: Indexer | null = null;
  let backups: ReturnType<typeof backUpFromNowOn> | null = null;
  let stopTelling = (): void => undefined;
  let followers: readonly { refresh(): void; stop(): void }[] = [];
  const dispatch = createDispatch(
    createHandlers(core, () => closed),
    options.onBug,
    viewed === null ? null : viewedProblem(options.home, viewed),
    ready,
  );
  const stopWatching = watchOtherProcesses(core);
  return ok({
    core,
    dispatch,
    // The dispatcher parses what goes out with the procedure's own schema, so the typed form is the same function.
    invoke: dispatch as Invoke,
    subscribe: (listener) => {
      listeners.add(listener);
      for (const payload of underWay.values()) listener("progress", payload);
      return () => listeners.delete(listener);
    },
    sync: async () => {
      if (ready !== null) await ready;
      if (viewed === null && !closed) await syncAll(core, () => closed);
    },
    rebuild: async () => {
      if (ready !== null) await ready;
      if (viewed === null && !closed) await rebuildIndex(core, () => closed);
    },
    follow: () => {
      if (closed || viewed !== null || followers.length > 0) return;
      const onBug = (error: unknown) => {
        options.onBug("following sources", error);
      };
      const started = [
        createFollower(core, { onBug }),
        createHttpFollower(core, { onBug }),
        createGitHubFollower(core, { onBug }),
        createAnchorFollower(core, { onBug }),
        watchEscalations(core, onBug),
      ];
      const outbox = createOutboxFollower(core, (error) => {
        options.onBug("sending what decisions do elsewhere", error);
      });
      followers = [...started, outbox];
      listeners.add((topic, payload) => {
        // A connection may have come, gone, been paused or resumed.
        if (topic === "changed" && "scopes" in payload && payload.scopes.includes("outbox")) outbox.refresh();
        if (topic === "changed" && "scopes" in payload && payload.scopes.includes("runners"))
          for (const follower of started) follower.refresh();
      });
    },
    indexing: () => {
      if (closed || indexer !== null) return;
      const started = createIndexer(index, (error) => {
        options.onBug("indexing for the search", error);
      });
      indexer = started;
      stopTelling = tellIndexing(core);
      listeners.add((topic, payload) => {
        if (topic === "progress") started.reading("job" in payload && payload.job !== indexingJob && !payload.finished);
        else if (topic === "changed") started.poke();
      });
    },
    backUpIfDue: async () => {
      const made = closed || viewed !== null ? null : await backUpIfDue(core);
      if (made?.ok === false) options.onBug("making a backup", new Error(made.error.message));
    },
    backups: () => {
      if (closed || viewed !== null || backups !== null) return;
      backups = backUpFromNowOn(core, (error) => {
        options.onBug("making a backup", error);
      });
      listeners.add((topic, payload) => {
        if (topic === "changed" && "scopes" in payload && payload.scopes.includes("audit")) backups?.poke();
      });
    },
    close: () => {
      if (closed) return;
      closed = true;
      indexer?.stop();
      stopTelling();
      for (const follower of followers) follower.stop();
      stopWatching();
      backups?.stop();
      if (viewed === null) keepHeldTiers(core);
      void core.reader.close();
      void core.evidence.close();
      opening.value.close();
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
    core.publish("changed", { scopes: ["inbox", "task", "audit", "runners", "settings", "outbox"] });
  }, otherProcessMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
