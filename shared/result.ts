/** What went wrong, where, and what the reader can do about it. Shown to people as it stands. */
export interface Problem {
  /** Stable kebab-case code for programs, e.g. "file-unreadable". */
  readonly code: string;
  /** One sentence in sentence case that names the thing and the cause. */
  readonly message: string;
  /** File, line or record the problem is at, if there is one. */
  readonly place?: string | undefined;
  /** One sentence that says what would mend it. */
  readonly remedy?: string | undefined;
}

export type Result<T, E = Problem> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** Wraps a value as a success. */
export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

/** Wraps a problem as an expected failure. */
export function err<E = Problem>(error: E): Result<never, E> {
  return { ok: false, error };
}
