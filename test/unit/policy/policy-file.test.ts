import { describe, expect, it } from "vitest";
import { machinePolicy, readPolicy, repositoryPolicy } from "../../../main/policy/policy-file";
import { defaultPolicy } from "../../builders/policy";

const base = defaultPolicy();
const rules = Object.keys(base.policy.rules);
const read = (text: string) => readPolicy(text, "policy.yaml", rules);
const told = (text: string) =>
  read(text).problems.map(({ place, message, remedy }) => [place, message, remedy] as const);
/** The default with one text in it replaced. */
function changed(from: string, to: string): string {
  expect(base.file.text.split(from)).toHaveLength(2);
  return base.file.text.replace(from, to);
}
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split("\n").length;

describe("a policy file", () => {
  it("is the default as it ships, every key of which a comment explains", () => {
    expect(read(base.file.text).problems).toEqual([]);
    expect(base.ref).toMatchObject({ id: "default", version: 2, source: "default" });
    const lines = base.file.text.split("\n");
    for (const key of [...Object.keys(base.policy), ...Object.keys(base.policy.gates)]) {
      const at = lines.findIndex((line) => line.trimStart().startsWith(`${key}:`));
      const above = lines.slice(0, at).findLastIndex((line) => line.trim() === "" || line.trimStart().startsWith("#"));
      expect(at, key).toBeGreaterThan(0);
      expect(lines[above]?.trimStart().startsWith("#"), `a comment above ${key}`).toBe(true);
    }
  });

  it("names every problem with line, column and remedy", () => {
    const text = changed("contradicted: { from: medium }", "contradicted: { form: medium }").replace(
      "secret: { serious: critical,",
      "secret: { serious: critcal,",
    );
    expect(told(text)).toEqual([
      [
        `policy.yaml:${String(lineOf(text, "critcal"))}:${String("  secret: { serious: ".length + 1)}`,
        expect.stringMatching(/^rules\.secret\.serious: invalid option/),
        'Did you mean "critical"?',
      ],
      [expect.stringMatching(/^policy\.yaml:\d+:\d+$/), "gates.contradicted.from is missing.", expect.any(String)],
      [
        expect.stringMatching(/^policy\.yaml:\d+:\d+$/),
        'Unknown key "form" in gates.contradicted.',
        'Did you mean "from"?',
      ],
    ]);
    expect(read(text).value).toBeNull();
    expect(told("version: 1\nid: x\n\tb: 1\n")[0]).toEqual([
      expect.stringMatching(/^policy\.yaml:[23]:/),
      expect.any(String),
      expect.any(String),
    ]);
    expect(told("a: &a [1]\nb: [*a, *c]\n")[0]?.[1]).toContain("c");
  });

  it("names rules that there are none of, and knows severities inside of them", () => {
    const text = changed("  unowned: { points: 0 }", "  unwoned: { points: 0 }");
    expect(told(text)).toEqual([
      [
        `policy.yaml:${String(lineOf(text, "unwoned:"))}:12`,
        'There is no rule "unwoned".',
        "countersign policy rules lists them.",
      ],
    ]);
    expect(told(changed("  unowned: { points: 0 }", "  unowned: { seriuos: low }"))).toMatchObject([
      [expect.any(String), 'Unknown key "seriuos" in rules.unowned.', 'Did you mean "serious"?'],
    ]);
  });

  it.each([
    [
      "points: { medium: 25, high: 80 }",
      "points: { medium: 80, high: 25 }",
      "high begins at 25 points, and medium at 80.",
    ],
    ["class: infrastructure", "class: ci", 'Two kinds of paths are called "ci".'],
    [
      "- { from: critical, days: 30 }",
      "- { from: critical, days: 300 }",
      "From critical on less is asked for than from high on.",
    ],
    [
      "- { from: low, count: 1 }",
      "- { from: low, count: 2 }\n    - { from: high, count: 1 }",
      "From high on less is asked for than from low on.",
    ],
    [
      "  - { lines: 800, files: 40, level: medium, points: 10 }",
      "  - { level: medium }",
      "size[0]: lines or files is needed.",
    ],
  ])("refuses what contradicts itself: %s", (from, to, message) => {
    const problems = told(changed(from, to));
    expect(problems.map(([, said]) => said)).toEqual([message]);
    expect(problems[0]?.[0]).toMatch(/^policy\.yaml:\d+:\d+$/);
  });

  it.each([
    [
      "billion laughs",
      `${["a: &a [x,x]", ...Array.from({ length: 9 }, (_, n) => `${String.fromCharCode(98 + n)}: &${String.fromCharCode(98 + n)} [*${String.fromCharCode(97 + n)},*${String.fromCharCode(97 + n)},*${String.fromCharCode(97 + n)}]`)].join("\n")}\n`,
    ],
    ["deep nesting", "[".repeat(5000)],
    ["too large", "x".repeat(300_000)],
    ["keys of an object's own", "__proto__: { polluted: true }\nconstructor: 1\n"],
    ["nothing", ""],
  ])("refuses hostile texts at once: %s", (_name, text) => {
    const started = performance.now();
    expect(read(text).value).toBeNull();
    expect(read(text).problems.length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("the policy of a machine", () => {
  it("is its own file where that is valid, else the default, and says why", () => {
    const shipped = base.file;
    const mine = { place: "/home/x/policy.yaml", text: changed("id: default", "id: mine") };
    const taken = machinePolicy(shipped, mine, rules);
    expect(taken.ok && taken.value).toMatchObject({ ref: { id: "mine", source: "user" }, refused: null });
    const broken = machinePolicy(shipped, { ...mine, text: "version: 2\n" }, rules);
    expect(broken.ok && broken.value).toMatchObject({
      ref: { id: "default", source: "default" },
      refused: { place: mine.place },
    });
    expect(broken.ok && broken.value.refused?.problems.length).toBeGreaterThan(3);
    expect(machinePolicy({ ...shipped, text: "" }, null, rules).ok).toBe(false);
  });
});

describe("what a repository adds", () => {
  const head = "version: 1\nid: ours\nrevision: 2\n";
  const add = (text: string) => repositoryPolicy(base, { place: "abc:policy.yaml", text: head + text }, rules);

  it("asks for more: levels, points, paths, size, gates", () => {
    const { policy, ref, problems, taken } = add(`
rules: { touched-then-reverted: { note: medium, points: 9 } }
paths:
  - { class: ci, title: CI, globs: [ci/**], level: high }
  - { class: money, title: Money, globs: [pay/**] }
size: [{ lines: 100, level: high }]
claims: { unbacked: { level: medium } }
points: { medium: 10, critical: 200 }
gates:
  contradicted: { from: low }
  evidence:
    - { kind: tests, from: low, standing: attested }
    - { kind: coverage, from: high }
  acceptance: { from: low }
  reading: { from: medium, percent: 100 }
  separation: { from: medium, contractOwner: true }
  reviewers: [{ from: high, count: 2 }]
  expiry: [{ from: low, days: 5 }]
`);
    expect(problems).toEqual([]);
    expect(taken).toBe(true);
    expect(ref).toMatchObject({ id: "ours", version: 2, source: "repository" });
    expect(ref.digest).not.toBe(base.ref.digest);
    expect(policy.rules["touched-then-reverted"]).toEqual({ serious: "medium", note: "medium", points: 9 });
    expect(policy.rules["secret"]).toEqual(base.policy.rules["secret"]);
    expect(policy.paths.find((one) => one.class === "ci")).toMatchObject({ level: "high", points: 10 });
    expect(policy.paths.find((one) => one.class === "ci")?.globs).toContain(".github/workflows/**");
    expect(policy.paths.find((one) => one.class === "money")).toMatchObject({ level: "low", points: 0 });
    expect(policy.size).toHaveLength(base.policy.size.length + 1);
    expect(policy.claims.unbacked).toEqual({ level: "medium", points: base.policy.claims.unbacked.points });
    expect(policy.points).toEqual({ medium: 10, high: 80, critical: 200 });
    expect(policy.gates).toMatchObject({
      contradicted: { from: "low" },
      evidence: [
        { kind: "tests", from: "low", standing: "attested", fresh: true },
        { kind: "coverage", from: "high", standing: "observed" },
      ],
      acceptance: { from: "low", standing: "observed" },
      reading: { from: "medium", percent: 100 },
      separation: { from: "medium", requester: true, contractOwner: true },
    });
    expect(policy.gates.reviewers).toContainEqual({ from: "high", count: 2 });
  });

  it.each([
    ["undeclared: { code: low }", "undeclared.code"],
    ["rules: { secret: { serious: low } }", "rules.secret.serious"],
    ["rules: { secret: { points: 0 } }", "rules.secret.points"],
    ["paths: [{ class: ci, title: x, globs: [.circleci/**], level: low }]", "paths[0].level"],
    ["claims: { contradicted: { level: low } }", "claims.contradicted.level"],
    ["points: { medium: 1000 }", "points.medium"],
    ["gates: { owner: { from: critical } }", "gates.owner.from"],
    ["gates: { evidence: [{ kind: tests, from: high }] }", "gates.evidence[0].from"],
    ["gates: { evidence: [{ kind: tests, from: low, fresh: false }] }", "gates.evidence[0].fresh"],
    ["gates: { reading: { from: high, percent: 1 } }", "gates.reading.percent"],
    ["gates: { separation: { from: high, requester: false } }", "gates.separation.requester"],
    ["gates: { findings: { from: critical }, contradicted: { from: high } }", "gates.contradicted.from"],
  ])("cannot ask for less: %s", (text, field) => {
    const { policy, problems, taken } = add(`${text}\n`);
    expect(taken).toBe(true);
    expect(problems).toMatchObject([{ code: "policy-loosened", field }]);
    expect(problems[0]?.place).toMatch(/^abc:policy\.yaml:4:\d+$/);
    expect(policy).toEqual(base.policy);
  });

  it("leaves the gates of the machine as strict as they were, whatever it lists", () => {
    const { policy } = add("gates: { reviewers: [{ from: low, count: 1 }], expiry: [{ from: high, days: 3650 }] }\n");
    expect(policy.gates.expiry).toEqual([...base.policy.gates.expiry, { from: "high", days: 3650 }]);
  });

  it("knows no history and no re-runs: those are this machine's", () => {
    expect(add("history: { days: 1 }\n")).toMatchObject({ taken: false, policy: base.policy, ref: base.ref });
    expect(add("history: { days: 1 }\n").problems[0]?.message).toBe('Unknown key "history".');
  });
});
