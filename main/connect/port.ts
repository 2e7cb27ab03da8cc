import type { ConnectionKind } from "../../shared/model/connection";

/** The person's home folder and environment, and the system: where runners keep things depends on them. */
export interface Surroundings {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly system: NodeJS.Platform;
}

/** How long a runner keeps a session after its last change, and why that is known, in one sentence. */
export interface Retention {
  readonly days: number;
  readonly ground: string;
}

/** A kind of runner: where it leaves its sessions, and which files there count. */
export interface Connector {
  readonly kind: ConnectionKind;
  readonly name: string;
  /** What a person names to connect one. A folder is walked and followed; the others are asked in their own way. */
  readonly place: "folder" | "repository" | "address" | "github";
  /** Where this runner keeps its sessions on this machine: absolute paths, most likely first. Empty where there is no usual place. */
  readonly defaultFolders: (surroundings: Surroundings) => readonly string[];
  /** Whether a file below the folder can hold a session; others are neither counted nor read. `relative` has forward slashes. */
  readonly isSource: (relative: string) => boolean;
  /**
   * How long the runner keeps its sources; null where it keeps them or where it is not known. Absent: not documented.
   * `read` gives a settings file's text, null where there is none.
   */
  readonly retention?: (
    folder: string,
    surroundings: Surroundings,
    read: (file: string) => string | null,
  ) => Retention | null;
}
