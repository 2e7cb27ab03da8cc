import { publish, type PublishedSchema } from "../yaml/publish-schema";
import { rotaSchema } from "../../shared/model/rota";
import { rotaNotes } from "./rota-notes";

/** The format that a rota is written in. The committed file in `resources/schemas` is exactly this text. */
export function rotaSchemas(): PublishedSchema[] {
  return [publish("oncall", "Rota", rotaSchema, rotaNotes)];
}
