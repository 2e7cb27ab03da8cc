import type { Document } from "yaml";
import * as z from "zod";
import type { ContractForm } from "../../shared/contract/contracts";
import { maxAliasCount } from "../yaml/open-yaml";

/** A text as the form shows it: numbers and yes/no are shown as they are written, anything else is not shown. */
const word = z.union([z.string(), z.number(), z.boolean()]).transform(String).catch("");
const words = z
  .array(word)
  .transform((list) => list.filter((item) => item !== ""))
  .catch([]);
const bounds = z.array(word).nullable().catch(null).default(null);

const checkSchema = z
  .object({
    id: word,
    name: word,
    command: word,
    expect: z.object({ exitCode: word }).catch({ exitCode: "" }),
    shows: word,
    artifacts: words,
  })
  .catch({ id: "", name: "", command: "", expect: { exitCode: "" }, shows: "", artifacts: [] });
const noBounds = { paths: null, tools: null, commands: null, hosts: null };
const nobody = { name: "", entryPoint: "", link: "" };

const looseSchema = z.object({
  id: word,
  title: word,
  objective: word,
  constraints: words,
  acceptance: z.array(checkSchema).catch([]),
  allow: z.object({ paths: bounds, tools: bounds, commands: bounds, hosts: bounds }).catch(noBounds),
  network: word,
  isolation: word,
  risk: word,
  evidence: words,
  owner: word,
  onCall: word,
  escalation: z.object({ to: word, when: word }).catch({ to: "", when: "" }),
  requester: z.object({ name: word, entryPoint: word, link: word }).catch(nobody),
  attempts: word,
  links: words,
});

/** What the form shows of a contract's YAML, whether or not it is a valid contract; null where it is no mapping at all. */
export function formOf(document: Document.Parsed): ContractForm | null {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount });
  } catch {
    return null;
  }
  const read = looseSchema.safeParse(value ?? {});
  if (!read.success || Array.isArray(value)) return null;
  const { escalation, requester, acceptance, ...rest } = read.data;
  return {
    ...rest,
    acceptance: acceptance.map(({ expect, ...check }) => ({ ...check, exitCode: expect.exitCode })),
    escalationTo: escalation.to,
    escalationWhen: escalation.when,
    requesterName: requester.name,
    entryPoint: requester.entryPoint,
    requesterLink: requester.link,
  };
}
