import { z } from "zod";

/** What the core tells the page without being asked. */
export const topics = {
  /** Something changed: views of these kinds should be asked for again. */
  changed: z.strictObject({ scopes: z.array(z.enum(["inbox", "task", "audit", "runners", "settings"])) }),
  /** Long work goes on. `done` and `total` count files. */
  progress: z.strictObject({
    job: z.string(),
    step: z.string(),
    done: z.int(),
    total: z.int().nullable(),
    finished: z.boolean(),
  }),
  /** The core's life, told by the shell: while it is lost nothing can be recorded. */
  core: z.strictObject({ state: z.enum(["starting", "ready", "lost"]), message: z.string() }),
};
export type Topics = typeof topics;
export type TopicName = keyof Topics;
export type TopicPayload<N extends TopicName> = z.infer<Topics[N]>;
