import * as z from "zod";

/** What the core tells the page without being asked. */
export const topics = {
  /** Something changed: views of these kinds should be asked for again. */
  changed: z.strictObject({
    scopes: z.array(z.enum(["inbox", "task", "audit", "runners", "settings", "reading", "comments", "outbox"])),
  }),
  /** Long work goes on. `done` and `total` count files, unless `unit` says what else. */
  progress: z.strictObject({
    job: z.string(),
    step: z.string(),
    done: z.int(),
    total: z.int().nullable(),
    finished: z.boolean(),
    /** What `jobs.cancel` ends; absent for work that cannot be cancelled. */
    id: z.string().optional(),
    /** Bytes of the sources read so far, and of all that are to be read. */
    bytes: z.int().nonnegative().optional(),
    totalBytes: z.int().nonnegative().optional(),
    /** Sessions that became visible so far. */
    sessions: z.int().nonnegative().optional(),
    /** What is counted: "tasks", "events". Files where it is absent. */
    unit: z.string().optional(),
    /** With `finished`: a person ended it before its end. */
    cancelled: z.boolean().optional(),
    /** With `finished`: how many things could not be done; the rest was. */
    problems: z.int().nonnegative().optional(),
    /** With `finished`: it failed as a whole, why and what would mend it. */
    failed: z.strictObject({ message: z.string(), remedy: z.string().optional() }).optional(),
  }),
  /** Files and folders that a person dropped on the window, told by the preload script. */
  dropped: z.strictObject({ paths: z.array(z.string()).min(1) }),
  /** Escape was pressed, also in a frame, which keeps its keys to itself. Told by the shell. */
  escape: z.strictObject({ pressed: z.literal(true) }),
  /** The core's life, told by the shell: while it is lost nothing can be recorded. */
  core: z.strictObject({ state: z.enum(["starting", "ready", "lost"]), message: z.string() }),
};
export type Topics = typeof topics;
export type TopicName = keyof Topics;
export type TopicPayload<N extends TopicName> = z.infer<Topics[N]>;
