import type { AuditBody } from "../../shared/model/audit-entry";
import { err, ok, type Result } from "../../shared/result";

/** A policy by what tells it from others. */
interface PolicyVersion {
  readonly id: string;
  readonly version: number;
  readonly digest: string;
}

/** The versions of policies that were in force, as the log tells of them: the version of one never goes down. */
export class PolicyHistory {
  readonly #newest = new Map<string, PolicyVersion>();

  /** Takes the next entry's body. Out: what in it cannot be, or null. */
  add(body: AuditBody): string | null {
    if (body.kind !== "policy") return null;
    const { id, version, digest } = body;
    const taken = this.next({ id, version, digest });
    if (!taken.ok) return taken.error.message;
    this.#newest.set(id, { id, version, digest });
    return null;
  }

  /**
   * Whether a policy is new to the log. Codes: "policy-older" and "policy-changed", where it cannot come after what the log tells of.
   */
  next({ id, version, digest }: PolicyVersion): Result<"new" | "known"> {
    const before = this.#newest.get(id);
    if (before === undefined || version > before.version) return ok("new");
    if (version < before.version)
      return err({
        code: "policy-older",
        message: `Revision ${String(version)} of the policy ${id} comes after revision ${String(before.version)}, by which decisions were made.`,
        remedy: `Put the newer policy back, or give this one a revision over ${String(before.version)}.`,
      });
    if (digest === before.digest) return ok("known");
    return err({
      code: "policy-changed",
      message: `The policy ${id} changed and is still revision ${String(version)}, by which decisions were made.`,
      remedy: `Give it revision ${String(version + 1)}.`,
    });
  }
}
