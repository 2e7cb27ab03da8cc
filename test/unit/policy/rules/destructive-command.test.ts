import { describe, expect, it } from "vitest";
import { destructiveCommand } from "../../../../main/policy/rules/destructive-command";
import type { EventDetail } from "../../../../shared/model/event";
import { commandDetail, editDetail } from "../../../builders/event";
import { facts } from "../../../builders/facts";

const over = (events: EventDetail[]) => destructiveCommand.run(facts({ events }));
const rule = (command: string, more = {}) => over([commandDetail(command, more)]);

describe("destructive command", () => {
  it.each([
    "rm -rf /",
    "rm -rf ~/projects",
    "rm -rf $HOME",
    "sudo rm -fr /var/lib/app",
    "rm -r --force ../other",
    "rm -rf .git",
    "cd /work && rm -rf other",
    "find / -name '*.log' -delete",
    "find . -type f -delete",
    "git clean -fdx",
    "git -C /work/ledger clean -fd",
    "git stash clear",
    "chmod -R 777 .",
    "psql -c 'DROP TABLE refunds'",
    "psql ledger <<'SQL'\nDELETE FROM refunds;\nSQL",
    "echo 'TRUNCATE TABLE refunds' | psql ledger",
    "docker exec db psql -U app -c 'drop database ledger'",
    "ssh deploy@db1 'rm -rf /var/lib'",
    "dropdb ledger",
    "redis-cli FLUSHALL",
    "dd if=/dev/zero of=/dev/sda bs=1M",
    "mkfs.ext4 /dev/sdb1",
    "truncate -s 0 data/events.db",
    "npm publish",
    "terraform apply -auto-approve",
    "terraform destroy",
    "kubectl delete pod x",
    "docker system prune -af",
    "docker compose down -v",
    "aws s3 rm s3://ledger-backups --recursive",
    "gh repo delete acme/ledger --yes",
    "npx prisma migrate reset --force && true",
    "python3 -c \"import shutil; shutil.rmtree('/home/u/data')\"",
    "bash -c 'rm -rf ~'",
    "for d in a b; do rm -rf ~/$d; done",
    "kubectl -n prod rollout restart deploy/api",
    "del /s /q C:\\Users\\u\\Documents",
    "Remove-Item -Recurse -Force C:\\Users\\u\\data",
  ])("%s", (command) => {
    expect(rule(command)).toHaveLength(1);
  });

  it.each([
    "rm -rf node_modules dist",
    "rm -rf /work/ledger/dist",
    "rm -rf /tmp/build-1",
    "rm -rf ./build/*",
    "rm -f src/old.ts",
    "rm file.txt",
    "rm -rf ~/.cache/pip",
    "grep -rn 'rm -rf /' .",
    'echo "rm -rf /"',
    "git commit -m 'stop using rm -rf /'",
    "cat <<'EOF' > notes.md\nrm -rf /\nEOF",
    "find . -name '*.pyc' -delete",
    "find . -name __pycache__ -exec rm -rf {} +",
    "git clean -n",
    "chmod 777 /tmp/x",
    "find ~/code -name node_modules -prune -exec rm -rf {} +",
    "dd if=/dev/zero of=test.bin bs=1M count=1",
    "kubectl -n prod rollout status deploy/api",
    "tmp=$(mktemp -d) && cd $tmp && rm -rf .git",
    "rm -rf ~/.npm/_cacache",
    "git stash",
    "chmod 755 run.sh",
    "psql -c 'select 1' # DROP TABLE x",
    "psql -c \"select 'drop' from t\"",
    "sqlite3 :memory: 'DROP TABLE x'",
    "psql ledger_test -c 'DROP TABLE refunds'",
    "npm publish --dry-run",
    "terraform plan",
    "kubectl get pods",
    "kubectl delete pod x --dry-run=client",
    "docker compose down",
    "truncate -s 0 /tmp/x.log",
    'rm -rf "$TMPDIR/x"',
    "python3 -c \"import shutil; shutil.rmtree('build')\"",
  ])("not: %s", (command) => {
    expect(rule(command)).toEqual([]);
  });

  it("says what was removed, and where", () => {
    expect(rule("rm -rf ../other/src")).toMatchObject([
      {
        severity: "serious",
        message: "rm -rf ../other/src: removes /work/other/src, outside the working folder.",
        event: { sessionId: "S-7K2QH", seq: 1 },
      },
    ]);
  });

  it("lets a session remove what it made", () => {
    expect(over([commandDetail("mkdir -p ~/scratch && cd ~/scratch"), commandDetail("rm -rf ~/scratch")])).toEqual([]);
    expect(
      over([commandDetail("git clone https://example.com/a/b.git /work/b"), commandDetail("rm -rf /work/b")]),
    ).toEqual([]);
    expect(over([editDetail("/work/notes/x.md", { op: "add" }), commandDetail("rm /work/notes/x.md")])).toEqual([]);
    expect(over([commandDetail("rm -rf ~/scratch"), commandDetail("mkdir -p ~/scratch")])).toHaveLength(1);
  });

  it("notes one that a person refused", () => {
    expect(rule("rm -rf ~", { outcome: "denied" })).toMatchObject([
      { severity: "note", message: "rm -rf ~: removes ~, everything below it. A person refused it." },
    ]);
  });

  it("tells that all uncommitted changes are thrown away, unless they may be the session's own", () => {
    expect(rule("git checkout -- .")).toHaveLength(1);
    expect(rule("git restore .")).toHaveLength(1);
    expect(rule("git restore --staged .")).toEqual([]);
    expect(rule("git checkout -- src/a.ts")).toEqual([]);
    expect(over([editDetail("src/a.ts"), commandDetail("git checkout -- .")])).toEqual([]);
  });

  it("does not take one folder's mode for a loss", () => {
    expect(rule("sudo chmod 777 /app")).toEqual([]);
  });
});
