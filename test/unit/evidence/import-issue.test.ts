import { describe, expect, it } from "vitest";
import { adviceFor } from "../../../main/evidence/contract-advice";
import { openContract, readContract } from "../../../main/evidence/contract-file";
import { contractFromIssue, type Issue } from "../../../main/evidence/import-issue";
import { issueSections } from "../../../main/evidence/issue-sections";
import { seededRandom } from "../../support/seeded-random";

function issue(over: Partial<Issue> = {}): Issue {
  return {
    title: "Make refund retries idempotent",
    body: "",
    labels: [],
    reference: "halden/ledger#118",
    author: "marit",
    createdAt: "2026-11-20T16:41:00Z",
    link: "https://github.com/halden/ledger/issues/118",
    ...over,
  };
}

function draft(over: Partial<Issue> = {}) {
  const text = contractFromIssue(issue(over));
  const { contract, problems } = readContract(text, "c.yaml");
  expect(problems, text).toEqual([]);
  if (contract === null) throw new Error("no contract");
  return { text, contract };
}

const body = `<!-- template: do not read this: \`rm -rf /\` -->
Refunds are paid twice when the gateway times out.

## Goal

A refund that is sent again pays out once
and answers what the first answered.

## Scope
- \`src/refunds/\`
- \`test/**\` and \`migrations/*.sql\`, not \`retry()\` or \`/etc/passwd\`

## Out of scope
- The public API description

**Acceptance criteria**

- [ ] The gateway is called once per refund
- [x] \`npm run test:ci\` passes
- [ ] \`npm run lint\` is clean

\`\`\`sh
$ npm run build
# a note
rm -rf node_modules
\`\`\`

## Notes
- Do not change \`src/api/**\`.
- See https://chat.halden.invalid/p1, and <https://halden.invalid/doc>.
`;

describe("a contract from an issue", () => {
  it("takes what the issue's headings, lists, code and labels say, and marks each guess", () => {
    const { text, contract } = draft({ body, labels: ["bug", "risk: high"] });
    expect(contract).toMatchObject({
      id: "ledger#118",
      title: "Make refund retries idempotent",
      objective: "A refund that is sent again pays out once and answers what the first answered.",
      constraints: [
        "Out of scope: The public API description",
        "Do not change `src/api/**`.",
        "The gateway is called once per refund",
      ],
      acceptance: [
        { id: "check-1", name: "npm run test:ci passes", command: "npm run test:ci", shows: "tests" },
        { id: "check-2", command: "npm run lint", shows: "static-analysis" },
        { id: "check-3", command: "npm run build", shows: "build" },
      ],
      allow: { paths: ["src/refunds/**", "test/**", "migrations/*.sql"] },
      risk: "high",
      requester: { name: "marit", entryPoint: "issue", at: "2026-11-20T16:41:00Z" },
      links: [
        "https://github.com/halden/ledger/issues/118",
        "https://chat.halden.invalid/p1",
        "https://halden.invalid/doc",
      ],
    });
    expect(text).not.toContain("rm -rf");
    const comments = text.split("\n").filter((line) => line.startsWith("#"));
    expect(comments.map((line) => line.slice(0, 40))).toEqual([
      "# Begun from halden/ledger#118.",
      "# Guessed from the heading “goal”.",
      "# Guessed from the issue's lists. Criter",
      "# Guessed from commands in the issue. Re",
      "# Guessed from the paths the issue names",
      "# Guessed from the label risk: high.",
    ]);
  });

  it("says little of an issue that says little, and never more than it says", () => {
    const { contract, text } = draft({ reference: null, author: null, createdAt: null, link: null });
    expect(contract).toMatchObject({
      id: "DRAFT-1",
      objective: "Make refund retries idempotent",
      acceptance: [],
      constraints: [],
      links: [],
      allow: {},
    });
    expect(contract.risk).toBeUndefined();
    expect(text).toContain("# Guessed: the title.");
    expect(draft({ title: "PAY-118: pay once", reference: null }).contract.id).toBe("PAY-118");
  });

  it("draws no hidden character into the contract, and says so", () => {
    const { text, contract } = draft({ title: "Pay\u202e once", body: "Para\u200bgraph\u0007." });
    expect(contract).toMatchObject({ title: "Pay once", objective: "Paragraph." });
    expect(text).toContain("# 3 hidden characters of it were left out.");
  });

  it("stays one valid contract whatever is written in the issue", () => {
    const bits = [
      "# ",
      "```",
      "- [ ] ",
      "`npm test`",
      "\n",
      "\r\n",
      ": ",
      "&a *a",
      "{}[]",
      "'\"",
      "---",
      "acceptance",
      "%YAML",
      "!!x",
      "\u2028",
      "  ",
      "scope",
      "x".repeat(500),
      "<!--",
      "-->",
    ];
    const random = seededRandom(7);
    for (let round = 0; round < 200; round += 1) {
      const pick = () => bits[Math.floor(random() * bits.length)] ?? "";
      draft({ title: Array.from({ length: 5 }, pick).join(""), body: Array.from({ length: 60 }, pick).join("") });
    }
  });

  it("looks at a bounded part, quickly", () => {
    const started = performance.now();
    for (const unit of ["- [ ] `npm test`\n", "`", "<!--", "**", "# ", "https://a.b/", "*".repeat(100) + "\n", " \n"])
      draft({ body: unit.repeat(Math.ceil(1_000_000 / unit.length)) });
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("sections of an issue", () => {
  it("keep what stands under each heading", () => {
    expect(issueSections("a\nb\n\n### H `x`:\n1. one\n~~~ts\n- no item\n~~~\n")).toEqual([
      { heading: "", paragraphs: ["a b"], items: [], code: [] },
      { heading: "h x", paragraphs: [], items: ["one"], code: [{ language: "ts", lines: ["- no item"] }] },
    ]);
  });
});

describe("advice", () => {
  function advice(text: string): string[] {
    const opened = openContract(text, "c.yaml");
    const { contract } = readContract(text, "c.yaml");
    if (!opened.ok || contract === null) throw new Error("not a contract");
    return adviceFor(contract, opened.value, "c.yaml").map(({ place, message }) => `${place ?? ""} ${message}`);
  }
  const head = "version: 1\nid: A\ntitle: t\nobjective: o\n";

  it("names what is unlikely to be meant, at its place", () => {
    expect(
      advice(`${head}acceptance:
  - {id: unit, name: n, command: c}
  - {id: unit, name: n, command: d}
allow: {paths: [/src, src/**], hosts: ["https://x.invalid"]}
network: none
evidence: [tests, sbom]
`).map((line) => line.slice(0, 60)),
    ).toEqual([
      'c.yaml:7:10 Two acceptance checks are called "unit": their r',
      'c.yaml:8:17 "/src" matches no path of a repository.',
      "c.yaml:8:39 Hosts are listed, but the network is none: no ho",
      'c.yaml:8:40 "https://x.invalid" is no host name.',
      "c.yaml:10:19 sbom is required, and no acceptance check makes",
    ]);
    expect(advice(head)).toEqual(["c.yaml:1:1 No acceptance check: nothing will show whether the objective is met."]);
  });

  it("has nothing to say of a contract that is in order", () => {
    expect(
      advice(`${head}acceptance: [{id: unit, name: n, command: c, artifacts: [sbom.json]}]\nevidence: [tests, sbom]\n`),
    ).toEqual([]);
  });
});
