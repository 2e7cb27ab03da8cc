import { describe, expect, it } from "vitest";
import { checkCommand } from "../../../main/ingest/check-command";

describe("checkCommand", () => {
  it.each([
    "pytest",
    "python -m pytest -q tests",
    "python3 -W error -m unittest",
    "cd /repo && PYTHONPATH=src timeout 60 uv run pytest -x",
    "poetry run pytest",
    "npm test",
    "npm t",
    "npm run -s test:unit",
    "npm --prefix web test",
    "pnpm -r test",
    "pnpm --filter app test",
    "yarn workspace api test",
    "npx vitest run",
    "npx -y jest",
    "go test ./...",
    "cargo test",
    "cargo +nightly nextest run",
    "node --test",
    "mvn -q test",
    "./gradlew :app:testDebug",
    "bundle exec rspec",
    "vendor/bin/phpunit",
    "ctest",
    "make test",
    "make -C build -j4 check",
    "bun test",
    "deno test",
    "dotnet test",
    "tox -e py312",
    "bash -lc 'cd app && npm test'",
    "./run_tests.sh",
    "bash scripts/test.sh",
    "time npm test",
    "coverage run -m pytest",
    "python manage.py test",
    "mise run test:ci",
    "mix test",
    "npx playwright test",
    "CI=1 env FOO=2 npm test",
    "if [ -f x ]; then pytest; fi",
    "npm run lint && npm test",
  ])("knows tests: %s", (line) => {
    expect(checkCommand(line)?.checkType).toBe("tests");
  });

  it.each([
    ["tsc -p .", "build"],
    ["npx tsc --noEmit", "static-analysis"],
    ["vite build", "build"],
    ["npx webpack --mode production", "build"],
    ["npm run build", "build"],
    ["cargo build --release", "build"],
    ["go build ./...", "build"],
    ["make", "build"],
    ["make all", "build"],
    ["mvn package -DskipTests", "build"],
    ["mvn verify", "tests"],
    ["docker build -t x .", "build"],
    ["eslint .", "static-analysis"],
    ["ruff check src", "static-analysis"],
    ["ruff format --check", "static-analysis"],
    ["mypy src", "static-analysis"],
    ["flake8", "static-analysis"],
    ["cargo clippy -- -D warnings", "static-analysis"],
    ["golangci-lint run", "static-analysis"],
    ["npm run lint", "static-analysis"],
    ["npm run typecheck", "static-analysis"],
    ["yarn check-types", "static-analysis"],
    ["semgrep --config auto", "static-analysis"],
    ["npm run check", "static-analysis"],
    ["prettier --check .", "static-analysis"],
    ["go vet ./...", "static-analysis"],
    ["coverage report -m", "coverage"],
    ["npx nyc report", "coverage"],
    ["cargo llvm-cov", "coverage"],
    ["npm run coverage", "coverage"],
  ])("%s is a %s check", (line, type) => {
    expect(checkCommand(line)?.checkType).toBe(type);
  });

  it.each([
    "echo pytest",
    "echo 'run npm test && pytest'",
    "grep -rn pytest .",
    "cat pytest.ini",
    'git commit -m "make the tests pass; npm test"',
    "git commit -F - <<'EOF'\npytest\nnpm test\nEOF",
    "cat > run.sh <<EOF\nnpm test\nEOF",
    "which pytest",
    "pip install pytest",
    "npm install --save-dev vitest",
    "pnpm add jest",
    "ls test",
    "npm run dev",
    "pytest --version",
    "vitest --help",
    "pytest --collect-only",
    "ruff format",
    "prettier --write .",
    "make clean",
    "make install-hooks",
    "# npm test",
    "git checkout test",
    "rm -rf build",
    "cd test",
    "",
    "   ",
    "&& ||",
    "'unclosed",
    "$(npm test",
  ])("is no check: %s", (line) => {
    expect(checkCommand(line)).toBeNull();
  });

  it.each([
    "npm test || true",
    "npm test | tail -5",
    "npm test 2>&1 | head",
    "npm test; echo done",
    "npm test ; echo $?",
    "npm test &",
    "! npm test",
    "npm test || exit 0",
    "(npm test) | tee log",
    "npm test\necho ok",
    "cd app && npm test 2>&1 | tail -20",
    "bash -c 'npm test | tail'",
    "bash -c 'npm test' | tail",
    "npm test && echo ok || echo failed",
    "if npm test; then echo ok; fi",
    "npm test |& cat",
  ])("masks the exit code: %s", (line) => {
    expect(checkCommand(line)).toMatchObject({ checkType: "tests", masked: true });
  });

  it.each([
    "npm test",
    "npm test;",
    "npm ci && npm test",
    "npm ci; npm test",
    "npm test > log 2>&1",
    "npm test && echo ok",
    "set -o pipefail; npm test | tail",
    "set -euo pipefail\nnpm test | tee log\necho ok",
    "set -e; npm test; echo ok",
    "npm test || exit 1",
    "npm test; exit $?",
    "npm test # run; them | all",
    "npm test \\\n  --silent",
    "npm test &> log",
    "npm test || true; npm test",
  ])("leaves the exit code: %s", (line) => {
    expect(checkCommand(line)).toMatchObject({ checkType: "tests", masked: false });
  });
});

describe("a line that holds several commands", () => {
  it.each([
    ["npm test", undefined],
    ["npm ci && npx vitest run test/a.test.ts", ["vitest run test/a.test.ts"]],
    ["npm run lint && npm test", ["npm run lint", "npm test"]],
    ["cd app; uv run pytest -k 'a and b' 2>&1 | tail", ['pytest -k "a and b"']],
  ])("%s", (line, commands) => {
    expect(checkCommand(line)?.parts?.map((part) => part.command)).toEqual(commands);
  });

  it("says of each whether its exit code is the line's", () => {
    expect(checkCommand("npm run lint && npm test | tail -5")?.parts).toEqual([
      { checkType: "static-analysis", command: "npm run lint", masked: false },
      { checkType: "tests", command: "npm test", masked: true },
    ]);
  });

  it("knows `set +e`", () => {
    expect(checkCommand("set -e; set +e; npm test; echo done")?.masked).toBe(true);
  });
});
