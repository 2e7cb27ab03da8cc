import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./temp-home";

export interface EvidenceFixture {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The files a parser must recognise and read, or say precisely why it cannot. */
export function evidenceFixtures(parserId: string): EvidenceFixture[] {
  const folder = path.join(projectRoot, "test", "fixtures", "evidence", parserId);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, bytes: readFileSync(path.join(folder, name)) }));
}
