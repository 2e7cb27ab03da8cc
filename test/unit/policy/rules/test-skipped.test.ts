import { describe, expect, it } from "vitest";
import { testSkipped } from "../../../../main/policy/rules/test-skipped";
import { seenBy, type PatchedFile } from "../../../support/seen-by";

describe("a skipped test", () => {
  it.each<[string, readonly string[]]>([
    ["test/a.test.ts", ["-it('pays once', () => {", "+it.skip('pays once', () => {", "   x();"]],
    ["test/a.test.ts", ["-describe('refunds', () => {", "+xdescribe('refunds', () => {", "   x();"]],
    ["test/a.test.ts", ["-test('pays once', () => {", "+test('pays once', { skip: true }, () => {", "   x();"]],
    ["tests/test_a.py", ["+@pytest.mark.skip(reason='flaky')", " def test_pays_once():"]],
    ["tests/test_a.py", [" def test_pays_once(self):", "+        self.skipTest('later')", "         x()"]],
    ["a/a_test.go", [" func TestPaysOnce(t *testing.T) {", '+\tt.Skip("later")', " \tx()"]],
    ["src/test/java/ATest.java", ['+    @Disabled("flaky")', "     @Test", "     void paysOnce() {"]],
    ["src/test/kotlin/ATest.kt", ["+    @Ignore", "     @Test", "     fun paysOnce() {"]],
    ["src/a.rs", ["     #[test]", "+    #[ignore]", "     fn pays_once() {"]],
    ["spec/a_spec.rb", ["-  it 'pays once' do", "+  xit 'pays once' do", "     x"]],
    ["A.Tests/ATests.cs", ["-    [Fact]", '+    [Fact(Skip = "flaky")]', "     public void PaysOnce()"]],
    [
      "tests/ATest.php",
      ["     public function testPaysOnce(): void", "     {", "+        $this->markTestSkipped('later');"],
    ],
  ])("%s %j", (path, body) => {
    const seen = seenBy(testSkipped, [path, body]);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatch(/^serious .* A test is skipped: /);
  });

  it.each<[string, readonly string[], string]>([
    [
      "test/a.test.ts",
      ["-it('a', f);", "+it.only('a', f);"],
      "serious test/a.test.ts:1 Only this test runs, the others do not: it.only('a', f);",
    ],
    [
      "spec/a_spec.rb",
      ["-  it 'a' do", "+  fit 'a' do", "   x"],
      "serious spec/a_spec.rb:1 Only this test runs, the others do not: fit 'a' do",
    ],
    [
      "tests/test_a.py",
      ["+@pytest.mark.xfail", " def test_a():"],
      "serious tests/test_a.py:1 A test is now expected to fail: @pytest.mark.xfail",
    ],
    [
      "test/a.test.ts",
      ["-it('a', f);", "+it.fails('a', f);"],
      "serious test/a.test.ts:1 A test is now expected to fail: it.fails('a', f);",
    ],
    [
      "test/a.test.ts",
      ["-it('a', () => {", "-  x();", "-});", "+// it('a', () => {", "+//   x();", "+// });"],
      "serious test/a.test.ts:1 A test was commented out: a",
    ],
    [
      "tests/test_a.py",
      ["-def test_a():", "+def _test_a():", "     x()"],
      "serious tests/test_a.py:1 _test_a has a name that the test runner passes over.",
    ],
    [
      "src/test/java/ATest.java",
      ["-    @Test", "     void paysOnce() {"],
      "serious src/test/java/ATest.java:1- paysOnce is no longer marked as a test: @Test was removed.",
    ],
    [
      "a/a_test.go",
      [" func TestA(t *testing.T) {", "+\tif testing.Short() {", '+\t\tt.Skip("slow")', "+\t}", " \tx()"],
      'warning a/a_test.go:3 A test is skipped under a condition: t.Skip("slow")',
    ],
    [
      "test/a.test.ts",
      [" x();", "+it.skip('new one', () => {", "+  y();", "+});"],
      "warning test/a.test.ts:2 A new test is skipped: it.skip('new one', () => {",
    ],
    [
      "jest.config.js",
      ["   roots: ['src'],", "+  testPathIgnorePatterns: ['refund'],"],
      "serious jest.config.js:2 Tests are filtered out: testPathIgnorePatterns: ['refund'],",
    ],
    [
      "pytest.ini",
      [" [pytest]", "-addopts = -q", "+addopts = -q --ignore=tests/refunds"],
      "serious pytest.ini:2 Tests are filtered out: addopts = -q --ignore=tests/refunds",
    ],
    [
      "package.json",
      ['-    "test": "vitest run"', '+    "test": "vitest run -t unit"'],
      'serious package.json:1 Tests are filtered out: "test": "vitest run -t unit"',
    ],
    [
      "vitest.config.ts",
      ["   test: {", "+    exclude: ['test/refund.test.ts'],", "   },"],
      "serious vitest.config.ts:2 exclude leaves more tests out: exclude: ['test/refund.test.ts'],",
    ],
  ])("%s %j", (path, body, told) => {
    expect(seenBy(testSkipped, [path, body])).toEqual([told]);
  });
});

describe("not a skipped test", () => {
  it.each<[string, PatchedFile]>([
    ["a skip taken away", ["test/a.test.ts", ["-it.skip('a', f);", "+it('a', f);"]]],
    ["a skip that only moved", ["test/a.test.ts", ["-it.skip('a', f);", " x();", "+  it.skip('a', f);"]]],
    [
      "a skip rewritten",
      ["tests/test_a.py", ["-@pytest.mark.skip", "+@pytest.mark.skip(reason='hardware')", " def test_a():"]],
    ],
    [
      "a new test that needs the network",
      [
        "a/a_test.go",
        [" x", "+func TestNew(t *testing.T) {", "+\tif testing.Short() {", '+\t\tt.Skip("slow")', "+\t}", "+}"],
      ],
    ],
    [
      "a new test for one system",
      [
        "tests/test_a.py",
        [" x = 1", "+@pytest.mark.skipif(os.name == 'nt', reason='x')", "+def test_new():", "+    y()"],
      ],
    ],
    ["what is still to be written", ["test/a.test.ts", [" x();", "+it.todo('refunds twice');", "+"]]],
    ["a comment", ["test/a.test.ts", [" it('a', f);", "+// never use it.skip('a') here"]]],
    ["code that skips", ["src/reader.ts", ["+  reader.skip('a');"]]],
    ["a call of the code under test", ["test/a.test.ts", [" it('a', () => {", "+  stream.skip(3);"]]],
    ["folders coverage leaves out", ["vitest.config.ts", ["   coverage: {", "+    exclude: ['src/gen/**'],", "   },"]]],
    [
      "an ignore file of another tool",
      ["package.json", ['-    "fmt": "prettier ."', '+    "fmt": "prettier . --ignore-path x"']],
    ],
  ])("%s", (_, file) => {
    expect(seenBy(testSkipped, file)).toEqual([]);
  });
});
