import type { ConnectionKind } from "../../shared/model/connection";

/** A kind of runner that leaves its sessions in a folder. */
export interface Connector {
  readonly kind: ConnectionKind;
  readonly name: string;
  /** Where this runner keeps its sessions on this machine: absolute paths, most likely first. */
  defaultFolders(environment: {
    readonly home: string;
    readonly env: Readonly<Record<string, string | undefined>>;
  }): readonly string[];
  /** Whether a file below the folder can hold a session; others are neither counted nor read. `relative` has forward slashes. */
  isSource(relative: string): boolean;
}
