import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { invoiceTemplatesClaudeCode, invoiceTemplatesCodex } from "./attempts/invoice-templates.ts";
import { pay118A } from "./attempts/pay-118-a.ts";
import { pay118B } from "./attempts/pay-118-b.ts";
import { pay118C } from "./attempts/pay-118-c.ts";
import { pay121A } from "./attempts/pay-121-a.ts";
import { srch114A } from "./attempts/srch-114-a.ts";
import { web123A } from "./attempts/web-123-a.ts";
import { writePack } from "./pack.ts";
import { sampleReadme } from "./readme.ts";
import { Repository } from "./workspace.ts";

const packed = [pay118A, pay118B, pay118C, pay121A, srch114A, web123A];

/**
 * Does the work of the night in a temporary folder and writes its traces into `out`: a folder of evidence packs and the
 * homes of two runners. The bytes written are the same on every run and machine with the same major version of Node.
 * Throws when something does not go as the scripts say, and removes the temporary folder in any case.
 */
export function makeNight(out: string): void {
  const repository = new Repository();
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), text);
  };
  try {
    for (const attempt of packed) {
      const pack = attempt(repository);
      writePack(join(out, "packs", pack.name), pack);
    }

    const codex = invoiceTemplatesCodex(repository);
    put(`runners/codex/${codex.rolloutPath()}`, codex.transcript());
    const index = {
      id: codex.sessionId,
      thread_name: "Upgrade the invoice template engine",
      updated_at: codex.clock.iso(),
    };
    put("runners/codex/session_index.jsonl", JSON.stringify(index) + "\n");

    const claude = invoiceTemplatesClaudeCode(repository);
    const folder = `runners/claude-code/projects/${claude.projectFolder()}`;
    put(`${folder}/${claude.sessionId}.jsonl`, claude.transcript());
    for (const child of claude.children)
      put(`${folder}/${claude.sessionId}/subagents/agent-${child.agentId ?? ""}.jsonl`, child.transcript());

    put("README.md", sampleReadme);
  } finally {
    repository.remove();
  }
}
