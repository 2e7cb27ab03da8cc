import * as z from "zod";

/*
 * What an HTTP runner answers: the forms of resources/openapi/runner.v1.yaml. A contract test holds the two together. Members
 * that are not known are let pass, so that a newer runner can say more.
 */

const instant = z.iso.datetime({ offset: true });
const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** Names a pack in addresses. It never becomes a path on this machine. */
export const packIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/);
export const cursorSchema = z.string().regex(/^[\x21-\x7e]{1,512}$/);

export const runnerDescriptionSchema = z.object({
  protocol: z.literal("countersign-runner/1"),
  name: z.string().min(1).max(100),
  /** What ran the agents, in the runner's own word. */
  kind: z.string().min(1).max(100),
  version: z.string().min(1).max(100),
  capabilities: z.object({ events: z.boolean() }),
});
export type RunnerDescription = z.infer<typeof runnerDescriptionSchema>;

export const packPageSchema = z.object({
  packs: z
    .array(
      z.object({
        id: packIdSchema,
        /** SHA-256 of the manifest's bytes. */
        digest,
        /** Bytes of the manifest and all files together. */
        size: z.int().nonnegative(),
        updatedAt: instant,
        removed: z.boolean(),
      }),
    )
    .max(1000),
  cursor: cursorSchema,
  more: z.boolean(),
});
export type PackPage = z.infer<typeof packPageSchema>;

/** What a runner says when it refuses. Shown as its words, never as ours. */
export const refusalSchema = z.object({ code: z.string().max(100), message: z.string().max(1000) });

export const packEventSchema = z.object({ pack: packIdSchema, cursor: cursorSchema });

/** One server-sent event. Types that are not known are heartbeats: they only show that the runner lives. */
export type RunnerEvent =
  | { readonly type: "pack"; readonly pack: string; readonly id: string | null }
  | { readonly type: "heartbeat"; readonly id: string | null };
