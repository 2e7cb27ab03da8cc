import { describe, expect, it } from "vitest";
import { historyRewrite } from "../../../../main/policy/rules/history-rewrite";
import { commandDetail } from "../../../builders/event";
import { facts } from "../../../builders/facts";

const rule = (...commands: string[]) =>
  historyRewrite.run(facts({ events: commands.map((one) => commandDetail(one)) }));

describe("history rewritten or hooks skipped", () => {
  it.each([
    "cd x && git push --force origin main",
    "git push -f",
    "git push origin +main",
    "git push --force-with-lease",
    "git push origin --delete feature",
    "git -C repo reset --hard HEAD~1",
    "git commit --no-verify -m x",
    "git commit -nm x",
    "HUSKY=0 git commit -m x",
    "git -c core.hooksPath=/dev/null commit -m x",
    "git config core.hooksPath /dev/null",
    "git commit --amend --no-edit",
    "git rebase -i HEAD~3",
    "git rebase main",
    "git filter-branch --all",
    "git branch -D feature/old",
    "git branch --delete --force old",
    "git tag -d v1.0.0",
    "git reflog expire --expire=now --all",
    "git gc --prune=now",
    "bash -c 'git push --force'",
    "echo $(git push --force)",
    "rm -rf .git/hooks",
  ])("%s", (command) => {
    expect(rule(command)).toHaveLength(1);
  });

  it.each([
    "git commit -m 'git push --force is bad'",
    'echo "git push --force"',
    "cat <<'EOF' > notes.md\ngit push --force\nEOF",
    "git push origin main",
    "git push -u origin HEAD",
    "git reset HEAD~1",
    "git reset --soft HEAD~1",
    "git commit -am 'not now'",
    "git commit -m 'no verify'",
    "git rebase --continue",
    "git rebase --abort",
    "git branch -d merged",
    "git branch",
    "git tag v1.0.0",
    "git pull --rebase",
    "git config --get core.hooksPath",
    "git log --oneline -n 5",
    "git merge --no-ff topic",
    "cd /tmp/clone && git reset --hard origin/main",
  ])("not: %s", (command) => {
    expect(rule(command)).toEqual([]);
  });

  it("lets a session change what it made itself", () => {
    expect(rule("git commit -m a", "git commit --amend -m b")).toEqual([]);
    expect(rule("git checkout -b wip", "git branch -D wip")).toEqual([]);
    expect(rule("git clone https://example.com/a/b.git", "cd b && git reset --hard HEAD~1")).toEqual([]);
    expect(rule("git checkout -b wip", "git branch -D main")).toHaveLength(1);
  });

  it("notes one that a person refused", () => {
    expect(
      historyRewrite.run(facts({ events: [commandDetail("git push --force", { outcome: "denied" })] })),
    ).toMatchObject([
      { severity: "note", message: "git push --force: overwrites history that others have. A person refused it." },
    ]);
  });

  it("tells an amended commit that was pushed, not one whose push failed", () => {
    const run = (exitCode: number) =>
      historyRewrite.run(
        facts({
          events: [
            commandDetail("git commit -m 'Add'"),
            commandDetail("git push", { exitCode }),
            commandDetail("git commit --amend --no-edit"),
          ],
        }),
      );
    expect(run(0)).toMatchObject([
      { message: "git commit --amend --no-edit: changes a commit that was already pushed." },
    ]);
    expect(run(1)).toEqual([]);
  });
});
