import { appendFile, mkdir, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";

const maxFileBytes = 1024 * 1024;
const maxLineLength = 2000;
const maxWaitingBytes = 256 * 1024;

export interface BoundedLog {
  readonly path: string;
  /** Appends text, line by line with the time. Never throws and never blocks; what comes too fast is counted and dropped. */
  write(text: string): void;
  /** Settles when everything written so far is in the file. */
  flushed(): Promise<void>;
}

// Shapes that tokens have. A log is often pasted into an issue.
const secrets: readonly RegExp[] = [
  /\bgh[pousr]_[A-Za-z0-9]{16,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{16,}/g,
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[A-Za-z0-9_-]{30,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /(?<=\b(?:bearer|basic|token)\s+)[A-Za-z0-9._~+/=-]{12,}/gi,
  /(?<=\b[\w-]*(?:token|secret|passw(?:or)?d|api[_-]?key|authorization|credential)[\w-]*["']?\s*[:=]\s*["']?)[^\s"',;]{4,}/gi,
  /(?<=:\/\/)[^\s/@:]+:[^\s/@]+(?=@)/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----.*/g,
];

/** Replaces what looks like a token or password, cuts overlong lines and makes control characters visible. */
export function safeLine(line: string): string {
  let safe = line.length > maxLineLength ? `${line.slice(0, maxLineLength)} [cut]` : line;
  for (const secret of secrets) safe = safe.replace(secret, "[removed]");
  return safe.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/**
 * A log that cannot fill the disk: at 1 MB the file becomes `<path>.1`, which replaces the one before.
 * @param path absolute; its folder is made when the first line is written
 */
export function createBoundedLog(path: string, now: () => Date = () => new Date()): BoundedLog {
  let waiting = "";
  let dropped = 0;
  let rest = "";
  let writing: Promise<void> | null = null;

  const drain = async (): Promise<void> => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    while (waiting !== "" || dropped > 0) {
      const note = dropped > 0 ? `${now().toISOString()} ${dropped} lines came too fast and were dropped\n` : "";
      const text = waiting + note;
      waiting = "";
      dropped = 0;
      const size = await stat(path).then(
        (file) => file.size,
        () => 0,
      );
      if (size > maxFileBytes) await rename(path, `${path}.1`);
      await appendFile(path, text, { mode: 0o600 });
    }
  };

  const start = (): void => {
    writing ??= drain()
      // A full disk or a missing folder: the log is the one thing that cannot be reported in the log.
      .catch(() => undefined)
      .finally(() => {
        writing = null;
      });
  };

  return {
    path,
    write(text) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? "";
      // A stream without line breaks must not be collected for ever.
      if (rest.length > maxLineLength || text.endsWith("\n")) rest = rest === "" ? "" : (lines.push(rest), "");
      for (const line of lines) {
        if (line === "") continue;
        if (waiting.length > maxWaitingBytes) dropped += 1;
        else waiting += `${now().toISOString()} ${safeLine(line)}\n`;
      }
      if (waiting !== "" || dropped > 0) start();
    },
    async flushed() {
      while (writing !== null) await writing;
    },
  };
}
