import { describe, expect, it } from "vitest";
import { testDeleted } from "../../../../main/policy/rules/test-deleted";
import { seenBy, type PatchedFile } from "../../../support/seen-by";

const body = ["-it('pays once', () => {", "-  expect(pays()).toBe(1);", "-});"];

describe("a deleted test", () => {
  it.each<[string, PatchedFile[], string]>([
    [
      "a whole file, with its tests named",
      [["test/refund.test.ts", body, "deleted"]],
      "serious test/refund.test.ts The test file was deleted with 1 test: pays once.",
    ],
    [
      "a file whose code went with it is told less sharply",
      [
        ["src/refund.test.ts", body, "deleted"],
        ["src/refund.ts", ["-export const refund = 1;"], "deleted"],
      ],
      "warning src/refund.test.ts The test file was deleted with 1 test: pays once. What it tested was deleted too.",
    ],
    [
      "a case of a kept file",
      [["test/refund.test.ts", [" it('a', () => {});", ...body, " it('b', () => {});"]]],
      "serious test/refund.test.ts:2- A test was removed: pays once",
    ],
    [
      "Python",
      [
        [
          "tests/test_refund.py",
          [" import x", "-def test_pays_once(client):", "-    assert pay() == 1", " def test_b():"],
        ],
      ],
      "serious tests/test_refund.py:2- A test was removed: test_pays_once",
    ],
    [
      "Go",
      [
        [
          "refund/refund_test.go",
          ["-func TestPaysOnce(t *testing.T) {", "-\tt.Fatal(1)", "-}", " func TestB(t *testing.T) {"],
        ],
      ],
      "serious refund/refund_test.go:1- A test was removed: TestPaysOnce",
    ],
    [
      "Java",
      [
        [
          "src/test/java/RefundTest.java",
          [" class RefundTest {", "-    @Test", "-    void paysOnce() {", "-    }", " }"],
        ],
      ],
      "serious src/test/java/RefundTest.java:3- A test was removed: paysOnce",
    ],
    [
      "Kotlin, with its name in back quotes",
      [["src/test/kotlin/RefundTest.kt", ["-    @Test", "-    fun `pays once`() {", "-    }", " }"]]],
      "serious src/test/kotlin/RefundTest.kt:2- A test was removed: pays once",
    ],
    [
      "Rust, beside the code",
      [["src/refund.rs", [" mod tests {", "-    #[test]", "-    fn pays_once() {", "-    }", " }"]]],
      "serious src/refund.rs:3- A test was removed: pays_once",
    ],
    [
      "Ruby",
      [["spec/refund_spec.rb", ["-  it 'pays once' do", "-    expect(x).to eq(1)", "-  end", " end"]]],
      "serious spec/refund_spec.rb:1- A test was removed: pays once",
    ],
    [
      "C#",
      [
        [
          "Refunds.Tests/RefundTests.cs",
          ["-    [Fact]", "-    public async Task PaysOnce()", "-    {", "-    }", " }"],
        ],
      ],
      "serious Refunds.Tests/RefundTests.cs:2- A test was removed: PaysOnce",
    ],
    [
      "PHP",
      [["tests/RefundTest.php", ["-    public function testPaysOnce(): void", "-    {", "-    }", " }"]]],
      "serious tests/RefundTest.php:1- A test was removed: testPaysOnce",
    ],
    [
      "one test where another came far away",
      [["test/a.test.ts", [...body, " a", " b", " c", " d", " e", "+it('sends mail', () => {", "+});"]]],
      "serious test/a.test.ts:1- A test was removed: pays once",
    ],
  ])("%s", (_, files, told) => {
    expect(seenBy(testDeleted, ...files)).toEqual([told]);
  });
});

describe("not a deleted test", () => {
  it.each<[string, PatchedFile[]]>([
    [
      "moved to another file",
      [
        ["test/a.test.ts", body, "deleted"],
        ["test/b.test.ts", body.map((line) => line.replace("-", "+")), "added"],
      ],
    ],
    ["renamed", [["test/a.test.ts", ["-it('pays', () => {", "+it('pays once', () => {", "   x();"]]]],
    ["rewritten in place", [["test/a.test.ts", ["-it('works', () => {", "+it('refunds a card', () => {", "   x();"]]]],
    ["moved within the file", [["test/a.test.ts", [...body, " x();", ...body.map((line) => line.replace("-", "+"))]]]],
    [
      "commented out, which another rule tells",
      [["test/a.test.ts", ["-it('pays once', () => {", "+// it('pays once', () => {"]]],
    ],
    ["a helper of the tests", [["test/support/clock.ts", ["-export function clock() {", "-}"], "deleted"]]],
    ["data of the tests", [["tests/fixtures/refund.json", ["-{}"], "deleted"]]],
    ["code that looks like a test", [["src/it.ts", body]]],
    ["a method of a class", [["src/test/java/RefundTest.java", ["-    private void paysOnce() {", "-    }", " }"]]]],
    ["a function of the code in Rust", [["src/refund.rs", ["-fn pays_once() {", "-}", " mod tests {"]]]],
  ])("%s", (_, files) => {
    expect(seenBy(testDeleted, ...files)).toEqual([]);
  });
});
