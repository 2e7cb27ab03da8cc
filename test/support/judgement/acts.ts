/** What happens in a session, before it is told in a runner's own records. Edits know the whole file. */
export type Act =
  { readonly kind: "person"; readonly text: string } | { readonly kind: "say"; readonly text: string } | Deed;

/** What an agent does by a tool. */
export type Deed =
  | { readonly kind: "read"; readonly path: string; readonly text: string }
  | { readonly kind: "fetch"; readonly url: string; readonly text: string }
  | {
      readonly kind: "edit";
      readonly path: string;
      readonly oldText: string;
      readonly newText: string;
      readonly before: string;
      readonly after: string;
      readonly failed: boolean;
    }
  | { readonly kind: "write"; readonly path: string; readonly before: string | null; readonly after: string }
  | {
      readonly kind: "run";
      readonly command: string;
      readonly exit: number | null;
      readonly out: string;
      readonly ended: "ended" | "denied" | "background";
    }
  | {
      readonly kind: "call";
      readonly tool: string;
      readonly input: Readonly<Record<string, unknown>>;
      readonly text: string;
      readonly outcome: "ok" | "failed" | "unanswered";
    };

/** A session to be told: the first thing a person asked, the acts, the last message of the agent. */
export interface Told {
  readonly id: string;
  readonly cwd: string;
  readonly asked: string;
  readonly acts: readonly Act[];
  readonly final: string | null;
  /** The net change, for runners that hand it in. */
  readonly patch: string;
}

/** A transcript as the runner leaves it: its name below the runner's folder, and its text. */
export interface Transcript {
  readonly name: string;
  readonly text: string;
}

const began = Date.UTC(2026, 10, 21, 2);

/** The n-th moment of a session. */
export function instant(n: number): string {
  return new Date(began + n * 10_000).toISOString();
}

export function lines(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** Lines numbered as file viewers print them. */
export function numbered(text: string): string {
  return text
    .split("\n")
    .map((line, n) => `${String(n + 1).padStart(6)}\t${line}`)
    .join("\n");
}
