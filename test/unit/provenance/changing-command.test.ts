import { describe, expect, it } from "vitest";
import { changingCommand } from "../../../main/provenance/changing-command";

describe("a command that may have changed files", () => {
  it.each([
    ["sed -i 's/a/b/' src/x.ts", "sed -i"],
    ["cd /work/ledger && sed -i.bak -e s/a/b/ x.py && npm test", "sed -i"],
    ["npx prettier --write .", "prettier --write"],
    ["uv run ruff check --fix src", "ruff --fix"],
    ["uv run ruff format", "ruff format"],
    ["python3 -m black src tests", "black"],
    ["npm run format", "npm run format"],
    ["cargo fmt && cargo test", "cargo fmt"],
    ["gofmt -w ./internal", "gofmt -w"],
    ["git checkout -- src/x.ts", "git checkout"],
    ["git -C /work/ledger restore src/x.ts", "git restore"],
    ["git stash && npm test; git stash pop", "git stash"],
    ["git reset --hard HEAD~1", "git reset --hard"],
    ["cat > src/x.ts <<'EOF'\nexport {};\nEOF", "writing src/x.ts"],
    ["echo 'x = 1' >> settings.py", "writing settings.py"],
    ["python - <<'PY'\nfrom pathlib import Path\nPath('a.py').write_text('x')\nPY", "a script that writes files"],
    ["mv src/a.ts src/b.ts", "mv"],
    ["rm -f src/old.ts", "rm"],
    ["go generate ./...", "go generate"],
    ["npx vitest run -u", "vitest -u"],
    ["FOO=1 make fmt", "make fmt"],
  ])("%s", (command, how) => {
    expect(changingCommand(command)).toBe(how);
  });

  it.each([
    "sed -n 1,40p src/x.ts",
    "npx prettier --check .",
    "ruff check src",
    "black --check src",
    "cargo fmt --check",
    "gofmt -l .",
    "git status && git diff",
    "git checkout -b fix/retry",
    "git stash list",
    "git restore --staged src/x.ts",
    "git commit -m 'sed -i is used; git reset --hard'",
    "npm test > /tmp/out.txt 2>&1",
    "npm test 2>/dev/null",
    "npm test 2>&1 | tee /tmp/log",
    "cat <<'EOF'\nsed -i s/a/b/ x\nEOF",
    "grep -rn 'prettier --write' .",
    "echo 'rm -rf src'",
    "rm -rf dist node_modules/.cache",
    "cp out.json /tmp/out.json",
    "python -c \"print(open('a.py').read())\"",
    "git diff -- src/a.py > patch.txt",
    "git diff HEAD~1 > fix.patch",
    "cd /tmp && cat > probe.py <<'EOF'\nx = 1\nEOF",
    "if [ 3 > 2 ]; then ls; fi",
  ])("not %s", (command) => {
    expect(changingCommand(command)).toBeNull();
  });
});
