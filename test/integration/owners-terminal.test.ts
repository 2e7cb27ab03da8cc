import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { testRepository } from "../support/git-repository";
import { projectRoot, tempFolder } from "../support/temp-home";

function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const env = { ...process.env, COUNTERSIGN_KEY_PROTECTION: "file" };
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], { encoding: "utf8", env });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const rota = `version: 1
timeZone: Europe/Berlin
people:
  ana: { name: Ana Ruiz, github: ana-r, email: ana@example.org }
  tomas: { name: Tomas }
teams:
  pay: { name: Payments, members: [ana, tomas] }
rotations:
  - { team: pay, name: primary, start: 2026-11-02 }
`;

describe("countersign owners", () => {
  it("says who owns paths of a repository, what nobody owns, and which lines are skipped", { timeout: 120_000 }, () => {
    const home = tempFolder();
    const repository = testRepository();
    repository.write("CODEOWNERS", "* @all\n/src/ @acme/pay @ana\n/vendor/\n!x @a\n");
    repository.write("src/a.ts", "a\n");
    repository.write("vendor/b.c", "b\n");
    const commit = repository.commit("base");
    const whole = countersign(home, "owners", "--repo", repository.folder);
    expect(whole.code).toBe(0);
    expect(whole.out).toContain(`CODEOWNERS at ${commit.slice(0, 12)}: 3 lines taken, 1 line skipped`);
    expect(whole.out).toContain("CODEOWNERS:4:1  A pattern cannot be negated with !.");
    expect(whole.out).toMatch(/\n@acme\/pay +1\n/);
    expect(whole.out).toMatch(/1 of 3 paths without an owner\.\n$/);
    const some = countersign(home, "owners", "src", "new/x", "--repo", repository.folder);
    expect(some.out).toContain("src/a.ts  @acme/pay @ana  (line 2: /src/)\nnew/x  @all  (line 1: *)\n");
    const bare = countersign(home, "owners", "--unowned", "--check", "--repo", repository.folder);
    expect(bare.code).toBe(1);
    expect(bare.out).toContain("vendor/b.c  nobody  (line 3: /vendor/)\n");
    const json: unknown = JSON.parse(
      countersign(home, "owners", "src/a.ts", "--json", "--repo", repository.folder).out,
    );
    expect(json).toMatchObject({ total: 1, unowned: 0, paths: [{ path: "src/a.ts", line: 2 }] });
    expect(countersign(home, "owners", "--repo", tempFolder())).toMatchObject({ code: 1 });
  });

  it("says who answers for a task, what every place says, and what became of it", { timeout: 120_000 }, () => {
    const home = tempFolder();
    expect(countersign(home, "sample", "open").code).toBe(0);
    const shown = countersign(home, "owners", "--for", "PAY-118/B");
    expect(shown.out).toMatch(/^PAY-118 {2}tomas is on call, by the contract\.\n/);
    expect(shown.out).toContain("> Contract    tomas: Owner marit, on call tomas.\n");
    expect(shown.out).toMatch(/ {2}CODEOWNERS {2}@marit: CODEOWNERS at [0-9a-f]{7}, \d of \d paths\./);
    expect(shown.out).toContain("refund-service.js  @marit  (line 3: /src/refunds/)");
    expect(shown.out).not.toContain("Attempt A");
    expect(countersign(home, "owners", "x", "--for", "PAY-118").err).toContain("A task is asked about with all of its");
    const handed = countersign(home, "decide", "PAY-118", "hand-over", "--to", "Ana Ruiz", "--reason", "Off.");
    expect(handed).toMatchObject({ code: 0, err: "" });
    writeFileSync(path.join(home, "oncall.yaml"), rota);
    const after = countersign(home, "owners", "--for", "PAY-118").out;
    expect(after).toMatch(
      /^PAY-118 {2}Ana Ruiz answers for it, by a decision\.\n {2}Ana Ruiz, @ana-r, ana@example\.org\n/,
    );
    expect(after).toContain("  Not accepted yet.\n");
    expect(after).toMatch(/\nentry \d+ .* hand-over {2}marit to Ana Ruiz, by .*: Off\.\n$/);
    expect(countersign(home, "decide", "PAY-118", "accept-owner").err).toMatch(/Ana Ruiz answers for it; you are /);
  });
});

describe("countersign oncall", () => {
  it("says who is on call, checks a rota, and makes shifts of a calendar", { timeout: 120_000 }, () => {
    const home = tempFolder();
    expect(countersign(home, "oncall").out).toContain("There is no rota:");
    mkdirSync(home, { recursive: true });
    const file = path.join(home, "oncall.yaml");
    writeFileSync(file, rota.replace("tomas]", "tomaz]"));
    const broken = countersign(home, "oncall");
    expect(broken.code).toBe(1);
    expect(broken.out).toContain('oncall.yaml:7:41  There is no person "tomaz".\n  Did you mean "tomas"?\n');
    expect(countersign(home, "oncall", "check", file)).toMatchObject({ code: 1 });
    writeFileSync(file, rota);
    expect(countersign(home, "oncall", "check", file)).toMatchObject({
      code: 0,
      out: "A valid rota: 2 people, 1 team.\n",
    });
    const now = countersign(home, "oncall", "pay", "--at", "2026-11-10T03:00:00Z", "--days", "7");
    expect(now.code).toBe(0);
    expect(now.out).toContain("Payments (pay): Tomas (rotation primary, until 2026-11-16T08:00:00.000Z)\n");
    expect(now.out).toContain("  2026-11-16T08:00:00.000Z  2026-11-17T03:00:00.000Z  Ana Ruiz\n");
    expect(countersign(home, "oncall", "web").err).toContain("The rota has no team web.");
    const calendar = path.join(home, "c.ics");
    const event = "BEGIN:VEVENT\nUID:1\nSUMMARY:Ana Ruiz\nDTSTART:20261128T170000Z\nDTEND:20261129T070000Z\nEND:VEVENT";
    writeFileSync(calendar, `BEGIN:VCALENDAR\n${event}\nEND:VCALENDAR\n`);
    const made = countersign(home, "oncall", "import", calendar, "--team", "pay", "--from", "2026-11-20T00:00:00Z");
    expect(made.code).toBe(0);
    expect(made.out).toMatch(
      /^shifts:\n {2}- \{ team: pay, person: ana, from: "2026-11-28T17:00:00Z", to: "2026-11-29T07:00:00Z" \}\n# 1 shift /,
    );
    expect(made.out).toMatch(/\n# 1 shift to write; --write puts it into \S+oncall\.yaml\n$/);
    expect(countersign(home, "oncall", "import", file, "--team", "pay").err).toContain("no iCalendar file");
  });

  it(
    "writes a calendar's shifts into the rota, keeps what stands there, and touches nothing it cannot read",
    { timeout: 120_000 },
    () => {
      const home = tempFolder();
      mkdirSync(home, { recursive: true });
      const file = path.join(home, "oncall.yaml");
      const begun = countersign(home, "oncall", "begin");
      expect(begun).toMatchObject({ code: 0, out: `Written: ${file}. Docs: docs/owners.md\n` });
      expect(countersign(home, "oncall", "check", file)).toMatchObject({ code: 0 });
      expect(countersign(home, "oncall", "begin").err).toContain("oncall.yaml is there already.");
      const own = `${rota}# who asks for a change: the desk\n`;
      writeFileSync(file, own);
      const calendar = path.join(home, "c.ics");
      const events = ["20261128", "20261129"].map(
        (day, n) =>
          `BEGIN:VEVENT\nUID:${String(n)}\nSUMMARY:Tomas\nDTSTART:${day}T080000Z\nDTEND:${day}T170000Z\nEND:VEVENT`,
      );
      writeFileSync(calendar, `BEGIN:VCALENDAR\n${events.join("\n")}\nEND:VCALENDAR\n`);
      const args = ["oncall", "import", calendar, "--team", "pay", "--from", "2026-11-20T00:00:00Z", "--write"];
      const written = countersign(home, ...args);
      expect(written.out).toContain(`# 2 shifts written into ${file}\n`);
      const lines = ["28", "29"].map(
        (day) => `  - { team: pay, person: tomas, from: "2026-11-${day}T08:00:00Z", to: "2026-11-${day}T17:00:00Z" }\n`,
      );
      expect(readFileSync(file, "utf8")).toBe(`${own}shifts:\n${lines.join("")}`);
      const again: unknown = JSON.parse(countersign(home, ...args, "--json").out);
      expect(again).toMatchObject({ added: 0, known: 2, written: false });
      const broken = `${own}unowned: nobody\n`;
      writeFileSync(file, broken);
      expect(countersign(home, ...args)).toMatchObject({ code: 1 });
      expect(readFileSync(file, "utf8")).toBe(broken);
    },
  );
});
