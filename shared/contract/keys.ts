import * as z from "zod";
import { sha256Schema } from "../model/ids";
import { trustedKeySchema } from "../model/trusted-key";
import { procedure } from "./procedure";

/** A trusted key without its text, and how many attempts have evidence that it signed. */
export const keyRowSchema = trustedKeySchema.omit({ text: true }).extend({ attempts: z.int().nonnegative() });
export type KeyRow = z.infer<typeof keyRowSchema>;

export const keysProcedures = {
  "keys.list": procedure(z.strictObject({}), z.array(keyRowSchema)),
  /** Trusts a public key (PEM), or under a Sigstore root (JSON) one identity. Evidence stands anew at once. */
  "keys.trust": procedure(
    z.strictObject({
      name: z.string().trim().min(1).max(200),
      text: z
        .string()
        .min(1)
        .max(1024 * 1024),
      identity: z.string().trim().min(1).max(1000).optional(),
      issuer: z.string().trim().min(1).max(1000).optional(),
    }),
    z.strictObject({ key: keyRowSchema, changed: z.int().nonnegative() }),
  ),
  "keys.remove": procedure(z.strictObject({ id: sha256Schema }), z.strictObject({ changed: z.int().nonnegative() })),
};
