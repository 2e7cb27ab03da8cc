import { policyOverrideSchema, policySchema } from "../../shared/model/policy";
import { publish, type PublishedSchema } from "../yaml/publish-schema";
import { policyNotes } from "./policy-notes";

const overrideNote =
  "What a repository adds to the policy, as .countersign/policy.yaml in its base commit. It can ask for more and never for less: what would loosen the policy is refused by name.";

/** The formats that policies are written in. The committed files in `resources/schemas` are exactly these texts. */
export function policySchemas(): PublishedSchema[] {
  return [
    publish("policy", "Policy", policySchema, policyNotes),
    publish("policy-override", "A repository's policy", policyOverrideSchema, { ...policyNotes, "": overrideNote }),
  ];
}
