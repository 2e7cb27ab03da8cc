import { contractSchema } from "../../shared/model/contract";
import { packManifestSchema } from "../../shared/model/pack";
import { publish, type PublishedSchema } from "../yaml/publish-schema";
import { contractNotes, manifestNotes } from "./schema-notes";

/** The formats that packs are written in. The committed files in `resources/schemas` are exactly these texts. */
export function evidenceSchemas(): PublishedSchema[] {
  return [
    publish("contract", "Task contract", contractSchema, contractNotes),
    publish("evidence-pack-manifest", "Evidence pack manifest", packManifestSchema, manifestNotes),
  ];
}
