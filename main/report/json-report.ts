import * as z from "zod";
import { reportDocumentSchema } from "./document";

/** The JSON form: the whole document but the text of patches, which their digests name. */
export const jsonReportSchema = reportDocumentSchema.extend({
  format: z.literal("countersign-decision-report"),
  version: z.literal(1),
  attempts: z.array(reportDocumentSchema.shape.attempts.element.omit({ patch: true })),
});

/** The JSON Schema of the JSON form, draft 2020-12. */
export function jsonReportJsonSchema(): unknown {
  return z.toJSONSchema(jsonReportSchema);
}
