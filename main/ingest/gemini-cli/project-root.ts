import { createHash } from "node:crypto";

const maxPaths = 500;
const maxTried = 5000;

/**
 * Finds the project's folder, which a chat states only as its SHA-256: of the absolute paths the chat names, the folder
 * above one of them whose digest it is. Where none fits, the folder stays unknown.
 */
export class ProjectRoot {
  #hash: string | null = null;
  #found: string | null = null;
  readonly #paths = new Set<string>();
  readonly #tried = new Set<string>();

  get folder(): string | null {
    return this.#found;
  }

  /** Takes the digest the chat states, 64 hexadecimal digits. */
  digest(hash: string): void {
    if (this.#hash !== null || !/^[0-9a-f]{64}$/.test(hash)) return;
    this.#hash = hash;
    for (const path of this.#paths) this.offer(path);
    this.#paths.clear();
  }

  /** Takes an absolute path that the chat names. */
  offer(path: string): void {
    if (this.#found !== null || path.length > 4096 || !/^(?:\/|[A-Za-z]:[\\/])/.test(path)) return;
    if (this.#hash === null) {
      if (this.#paths.size < maxPaths) this.#paths.add(path);
      return;
    }
    for (let folder = path.replace(/[\\/]+$/, ""); folder !== ""; folder = folder.replace(/[\\/]?[^\\/]*$/, "")) {
      if (this.#tried.has(folder) || this.#tried.size >= maxTried) return;
      this.#tried.add(folder);
      if (createHash("sha256").update(folder.toWellFormed(), "utf8").digest("hex") !== this.#hash) continue;
      this.#found = folder;
      return;
    }
  }
}
