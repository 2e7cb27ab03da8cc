import type { Clause, ClaimRule, Said } from "../stated-claim";

const before =
  /\b(?:ran|executed|ran the (?:command|script)|re-?ran|invoked|verified (?:with|by running|via|using)|tested (?:with|by running|via)|checked (?:with|by running|via)|running)\s+(?:the (?:command|script)\s+)?$/i;
const after = /^\s+(?:was\s+)?(?:executed|ran|was run|runs|has been run)\b/i;
const program =
  /^(?:\.{0,2}\/)?(?:npm|npx|pnpm|yarn|bun|bunx|node|deno|python3?|pytest|pip3?|uv|poetry|go|cargo|make|cmake|mise|just|mix|bundle|rake|ruby|gradle|\.\/gradlew|mvn|dotnet|docker|docker-compose|kubectl|terraform|git|gh|curl|psql|sqlite3|bash|sh|tsc|eslint|prettier|ruff|mypy|vitest|jest|playwright|rails|php|composer|swift|java|alembic|flask|django-admin|[\w./-]+\.(?:sh|py|js|ts|rb))(?:\s|$)/;
const success =
  /\b(?:successfully|cleanly|without (?:any )?(?:errors?|issues?|problems?)|with no errors?|(?:and|,) (?:it |that |both |all )?(?:succeeded|passed|worked|was successful)|exit(?:ed|s)? (?:with )?(?:code )?0)\b/i;

/** "Ran `npm audit`", "`python3 hoge.py` executed". */
export const commandRan: ClaimRule = {
  kind: "command-ran",
  title: "A named command was run",
  matches: "A command line set as code after ran, executed or verified with, or before executed.",
  examples: ["Ran `npm audit`.", "Verified with `curl localhost:3000/health`.", "`python3 hoge.py` was executed."],
  nearMisses: ["Run `npm audit` before merging.", "I did not run `npm audit`.", "`npm audit` is part of the pipeline."],
  find: ({ text, from, sentence }: Clause): Said[] => {
    for (const code of sentence.codes) {
      const start = code.start - from;
      const end = code.end - from;
      if (start < 0 || end > text.length || !program.test(code.text)) continue;
      const lead = before.exec(text.slice(0, start));
      const tail = after.exec(text.slice(end));
      // "Running `x` shows" speaks of any run; only what was done is a claim.
      if (tail === null && (lead === null || /^running/i.test(lead[0]))) continue;
      return [
        {
          start: lead?.index ?? start,
          end: end + (lead === null ? (tail?.[0].length ?? 0) : 0),
          command: code.text,
          success: success.test(text),
        },
      ];
    }
    return [];
  },
};
