import * as z from "zod";

const problemSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  place: z.string().optional(),
  remedy: z.string().optional(),
});

/** Page to core, over the MessagePort. */
export const requestSchema = z.strictObject({
  type: z.literal("request"),
  id: z.int().nonnegative(),
  name: z.string().max(100),
  input: z.unknown(),
});
/** Core to page. */
export const responseSchema = z.strictObject({
  type: z.literal("response"),
  id: z.int().nonnegative(),
  result: z.discriminatedUnion("ok", [
    z.strictObject({ ok: z.literal(true), value: z.unknown() }),
    z.strictObject({ ok: z.literal(false), error: problemSchema }),
  ]),
});
/** Core to page: the result as one JSON text. An object of megabytes is copied member by member at each wall, a text at once. */
export const answerSchema = z.strictObject({
  type: z.literal("answer"),
  id: z.int().nonnegative(),
  json: z.string(),
});
export const publicationSchema = z.strictObject({
  type: z.literal("publication"),
  topic: z.string(),
  payload: z.unknown(),
});
export const fromCoreSchema = z.discriminatedUnion("type", [responseSchema, answerSchema, publicationSchema]);
export type Request = z.infer<typeof requestSchema>;
export type FromCore = z.infer<typeof fromCoreSchema>;

/**
 * What preload puts on `window.countersign`: two functions and nothing else.
 * `invoke` resolves to a Result-shaped value, or to one as JSON text (parse it); `subscribe` returns the function that ends it.
 * Names that begin with `shell.` are answered by the window's own process, all others by the core.
 */
export interface Transport {
  invoke(name: string, input: unknown): Promise<unknown>;
  subscribe(topic: string, listener: (payload: unknown) => void): () => void;
}
