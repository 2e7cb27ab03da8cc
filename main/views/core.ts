import type { ViewedHome } from "../../shared/model/viewed-home";
import type { TopicName, TopicPayload } from "../../shared/contract/topics";
import type { AnchorKind } from "../anchors/port";
import type { Connector } from "../connect/port";
import type { EvidenceParser } from "../evidence/parser";
import type { TranscriptAdapter } from "../ingest/port";
import type { MachinePolicy } from "../policy/policy-file";
import type { FindingRule } from "../policy/rule";
import type { ReportFormat } from "../report/format";
import type { Ledger } from "../audit/ledger";
import type { PrintPage } from "../platform/chromium";
import type { ShowPage } from "../platform/shell-preview";
import type { Clock } from "../platform/clock";
import type { GitHubAccounts } from "../platform/github-accounts";
import type { Keyring } from "../platform/keyring";
import type { Archive } from "../store/archive";
import type { WriteDb } from "../store/database";
import type { EvidenceReader } from "./evidence-reader";
import type { SourceReader } from "./source-reader";

/** The lists that plugins.ts holds: engines and services get them from here. */
export interface Plugins {
  readonly adapters: readonly TranscriptAdapter[];
  readonly parsers: readonly EvidenceParser[];
  readonly rules: readonly FindingRule[];
  readonly formats: readonly ReportFormat[];
  readonly connectors: readonly Connector[];
  readonly anchors: readonly AnchorKind[];
}

/** What the machine gives: replaced in tests, never reached around. */
export interface Platform {
  readonly clock: Clock;
  /** The person's home folder and environment, for finding runners. */
  readonly userHome: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly accountName: string;
  readonly runtime: string;
  /** Prints a page where a window is there to do it; without it a browser of this machine does. */
  readonly printPage?: PrintPage;
  /** Lets a frame of the window show a page, where there is a window. */
  readonly showPage?: ShowPage;
  /** Folder of the app's own resources (sample night, schemas). */
  readonly resources: string;
  /** Ends this process so that it is started anew, where something does that: the window's core. */
  readonly restart?: () => void;
}

/** What services and views work on: opened once per process by app.ts. */
export interface Core {
  readonly version: string;
  readonly home: string;
  /** The data folder that is only looked at, and why: `home` is a copy of it then, and nothing is recorded. */
  readonly viewed: (ViewedHome & { readonly home: string }) | null;
  /** `record.db`: log, decisions, connections, settings. Durable. */
  readonly record: WriteDb;
  /** `index.db`: sessions, events, tasks, attempts. Rebuildable. */
  readonly index: WriteDb;
  readonly archive: Archive;
  /** Reads sources, in a thread of its own where there is one. */
  readonly reader: SourceReader;
  /** Reads evidence files, in a thread of its own where there is one. */
  readonly evidence: EvidenceReader;
  readonly ledger: Ledger;
  /** The keys that sign here, and what opens them. */
  readonly keyring: Keyring;
  /** The GitHub accounts, and the clients that ask for them. */
  readonly github: GitHubAccounts;
  /** What tier and gates of attempts are worked out by, unless their repository asks for more. */
  readonly policy: MachinePolicy;
  readonly platform: Platform;
  readonly plugins: Plugins;
  publish<N extends TopicName>(topic: N, payload: TopicPayload<N>): void;
}
