import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import * as z from "zod";

/** A text under a passphrase: AES-256-GCM, its key made by scrypt. All fields base64. */
export const sealedSchema = z.strictObject({
  salt: z.base64().max(64),
  iv: z.base64().max(64),
  sealed: z.base64().max(8192),
});
type Sealed = z.infer<typeof sealedSchema>;

const tagBytes = 16;
/** About a tenth of a second; each is worked out once while the program runs. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

function keyOf(passphrase: string, salt: Buffer): Buffer {
  return scryptSync(passphrase, salt, 32, cost);
}

/**
 * Makes ready to seal: the slow part is done here. Out: seals a text. In: what it belongs to, which has to be the same to open it: it
 * cannot be put beside another name.
 */
export function sealer(passphrase: string): (text: string, belongsTo: string) => Sealed {
  const salt = randomBytes(16);
  const key = keyOf(passphrase, salt);
  return (text, belongsTo) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, iv);
    cipher.setAAD(Buffer.from(belongsTo, "utf8"));
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return { salt: salt.toString("base64"), iv: iv.toString("base64"), sealed: sealed.toString("base64") };
  };
}

/** Seals one text. */
export function seal(text: string, belongsTo: string, passphrase: string): Sealed {
  return sealer(passphrase)(text, belongsTo);
}

/** Opens what was sealed; null where the passphrase or what it belongs to is another, or it was changed. */
export function unseal({ salt, iv, sealed }: Sealed, belongsTo: string, passphrase: string): string | null {
  const bytes = Buffer.from(sealed, "base64");
  if (bytes.length < tagBytes) return null;
  try {
    const key = keyOf(passphrase, Buffer.from(salt, "base64"));
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64"), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(belongsTo, "utf8"));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
