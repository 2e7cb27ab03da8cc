import { gitOidSchema } from "../../../shared/model/ids";
import type { EventLog } from "../event-log";
import { filledField, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { LocationRanges } from "../location-ranges";

/** Where a session works: folder, branch, commits and repository, as its records state them one after the other. */
export class SessionPlace {
  cwd: string | null = null;
  branch: string | null = null;
  repository: string | null = null;
  /** The commit the session began on; where it is not stated, the one its branch began on. */
  base: string | null = null;
  /** The commit stated last, if nothing was done since. */
  head: string | null = null;
  readonly #ranges = new LocationRanges();

  /** The folder commands run in from here on. */
  get folder(): string | null {
    return this.#ranges.cwd;
  }

  /** The folders and branches of the session, each from an event on. */
  locations(log: EventLog) {
    return this.#ranges.result(log);
  }

  /** What `session.start` states. */
  start(context: JsonObject, log: EventLog): void {
    this.base ??= oid(filledField(context, "headCommit")) ?? oid(filledField(context, "baseCommit"));
    this.#take(context, log);
  }

  /** What a later record states of the place the session is at from there on. */
  moved(context: JsonObject, log: EventLog): void {
    this.#take(context, log);
    const head = oid(filledField(context, "headCommit"));
    if (head === null) return;
    this.base ??= head;
    this.head = head === this.base ? null : head;
  }

  #take(context: JsonObject, log: EventLog): void {
    const cwd = filledField(context, "cwd");
    const branch = filledField(context, "branch");
    this.cwd ??= cwd;
    this.branch ??= branch;
    this.repository ??= filledField(context, "repository");
    this.#ranges.take(cwd ?? undefined, branch ?? undefined, log);
  }

  /** Something was done: the commit stated before it may not be the last. */
  worked(): void {
    this.head = null;
  }

  /** `{ owner, name, branch }` of a session that was taken over. */
  takenOver(data: JsonObject): void {
    const repository = objectField(data, "repository");
    if (repository === null) return;
    const owner = filledField(repository, "owner");
    const name = filledField(repository, "name");
    if (owner !== null && name !== null) this.repository ??= `${owner}/${name}`;
    this.branch ??= filledField(repository, "branch");
  }
}

function oid(value: string | null): string | null {
  const parsed = gitOidSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
