import type { RecordPath } from "../port";

/** Names the lanes of embedded trajectories: by their own id where it stands before their first step, else by their number. */
export class LaneNames {
  readonly #names = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  readonly #known = new Set<string>();
  readonly #taken = new Set<string>(["main"]);

  /** Takes an id of the trajectory at `owner`; the id of the trajectory counts more than that of the session. */
  name(owner: RecordPath, id: string | null, trajectory: boolean): void {
    if (id === null) return;
    const key = owner.join("/");
    this.#known.add(id);
    if (trajectory || !this.#ids.has(key)) this.#ids.set(key, id);
  }

  /** The lane of the trajectory at `owner`. It stays what it was when it was first asked for. */
  at(owner: RecordPath): string {
    const key = owner.join("/");
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const id = this.#ids.get(key);
    const number = owner
      .filter((step) => typeof step === "number")
      .map((step) => String(step + 1))
      .join(".");
    const name = id === undefined || this.#taken.has(id) ? `sub-agent ${number}` : id;
    this.#taken.add(name);
    this.#names.set(key, name);
    return name;
  }

  /** True if an embedded trajectory has this id. */
  has(id: string): boolean {
    return this.#known.has(id);
  }
}
