import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import path from "node:path";

/** Both shipped verifiers as tests and proofs use them. Neither is compiled: they are loaded as they are shipped. */

const folder = path.join(import.meta.dirname, "../../main/verify");
export const nodeVerifierFile = path.join(folder, "node/countersign-verify.mjs");
export const pythonVerifierFile = path.join(folder, "python/countersign_verify.py");

export type VerifierProblem = { code: number; file: string | null; place: string | null; message: string };
export type VerifierResult = {
  verdict: string;
  exit: number;
  origin: string | null;
  from: number | null;
  to: number | null;
  root: string | null;
  proved: string[];
  notProved: string[];
  problems: VerifierProblem[];
  counts: Record<string, number> | null;
};

type NoteKeyLike = { name: string };
export type NodeVerifier = {
  verifyWith(args: string[]): VerifierResult;
  readCanonical(bytes: Buffer, from?: number): unknown;
  canonicalText(value: unknown): string;
  parseVkey(text: string): NoteKeyLike | null;
  parseNote(bytes: Buffer): { text: string } | null;
  noteSigners(note: { text: string }, keys: NoteKeyLike[]): NoteKeyLike[] | null;
};

export async function loadNodeVerifier(): Promise<NodeVerifier> {
  const loaded: unknown = await import(/* @vite-ignore */ pathToFileURL(nodeVerifierFile).href);
  return loaded as NodeVerifier;
}

/** Why the Python verifier cannot run here; null where it can. */
export function pythonMissing(): string | null {
  try {
    execFileSync("python3", ["-c", "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)"], {
      stdio: "ignore",
    });
    return null;
  } catch {
    return "no python3 of at least 3.11 on this machine";
  }
}

/** The Python verifier as one process that answers bundle after bundle. */
export class PythonVerifier {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: { resolve: (exit: number) => void; reject: (error: Error) => void }[] = [];

  constructor() {
    this.#child = spawn("python3", ["-B", pythonVerifierFile, "--batch"]);
    let said = "";
    this.#child.stderr.on("data", (part: Buffer) => (said += part.toString()));
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      const answer = JSON.parse(line) as { exit: number };
      this.#waiting.shift()?.resolve(answer.exit);
    });
    this.#child.on("close", () => {
      for (const { reject } of this.#waiting) reject(new Error(`the Python verifier ended: ${said.slice(-2000)}`));
    });
  }

  ask(bundle: string, args: string[]): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`${JSON.stringify({ bundle, args })}\n`);
    });
  }

  close(): void {
    this.#child.stdin.end();
  }
}
