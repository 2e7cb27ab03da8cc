import * as z from "zod";
import { instantSchema, sha256Schema } from "./ids";

/** A public key, or a Sigstore root with the one identity that is trusted under it. */
export const trustedKeyKindSchema = z.enum(["public-key", "sigstore"]);

/** A key whose signatures the reviewer takes as said by the person or machine it is named after. */
export const trustedKeySchema = z.strictObject({
  /** SHA-256 of the key's SubjectPublicKeyInfo; of a Sigstore root, of its text, identity and issuer. */
  id: sha256Schema,
  name: z.string().min(1).max(200),
  kind: trustedKeyKindSchema,
  /** "Ed25519", "ECDSA P-256", "RSA 3072", "Sigstore". */
  algorithm: z.string(),
  /** PEM of the public key, or the trusted root as JSON. */
  text: z.string(),
  /** Of a Sigstore root: who must have signed, as the certificate names them; a `*` at its end stands for any rest. */
  identity: z.string().max(1000).nullable(),
  /** Of a Sigstore root: who must have vouched for the identity. */
  issuer: z.string().max(1000).nullable(),
  addedAt: instantSchema,
});
export type TrustedKey = z.infer<typeof trustedKeySchema>;
