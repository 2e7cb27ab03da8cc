import { gitOidSchema } from "../../../shared/model/ids";

/** The id a rollout's file name ends with, or the name itself where it has none; null for no name. */
export function idFromName(fileName: string): string | null {
  const base = /([^/\\]+?)(?:\.jsonl?)?$/.exec(fileName)?.[1] ?? null;
  const id =
    base === null ? null : (/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.exec(base)?.[0] ?? base);
  return id === null ? null : id.slice(0, 200).toWellFormed();
}

/** A git object id, or null for any other text. */
export function gitOid(value: string | null): string | null {
  const parsed = gitOidSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
