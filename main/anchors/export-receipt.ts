import * as z from "zod";
import { sha256Schema } from "../../shared/model/ids";

const receiptSchema = z.strictObject({
  digest: sha256Schema,
  form: z.enum(["folder", "tar"]),
  path: z.string().min(1).max(4096),
});
export type ExportReceipt = z.infer<typeof receiptSchema>;

/** The receipt's bytes: canonical JSON, keys in order. */
export function exportReceipt({ digest, form, path }: ExportReceipt): Buffer {
  return Buffer.from(JSON.stringify({ digest, form, path }), "utf8");
}

/** Reads a receipt; null where it is none. */
export function readExportReceipt(receipt: Uint8Array): ExportReceipt | null {
  try {
    const read = receiptSchema.safeParse(JSON.parse(Buffer.from(receipt).toString("utf8")));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
