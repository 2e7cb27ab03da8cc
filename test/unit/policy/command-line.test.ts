import { expect, it } from "vitest";
import { simpleCommands } from "../../../main/policy/command-line";

it.each<[string, string[][]]>([
  ["npm test", [["npm", "test"]]],
  ["a && b || c; d & e\nf", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]],
  ["a 'b c' \"d e\" f\\ g", [["a", "b c", "d e", "f g"]]],
  ["CI=1 FOO=bar npm test > out.txt 2>&1", [["npm", "test"]]],
  ["cmd &> log 2> err < in arg", [["cmd", "arg"]]],
  ["sudo -n env A=1 timeout 60 npm test", [["npm", "test"]]],
  ["echo 'a && b | c'", [["echo", "a && b | c"]]],
  ["cat <<EOF\nrm -rf /\nEOF\nls", [["cat"], ["ls"]]],
  ["(cd a && ls)", [["cd", "a"], ["ls"]]],
  ["ls # rm -rf /", [["ls"]]],
  ["bash -lc 'a; b'", [["bash", "-lc", "a; b"], ["a"], ["b"]]],
  ["echo `whoami`", [["echo", "`whoami`"], ["whoami"]]],
  ["echo $(a $(b))", [["echo", "$(a $(b))"], ["a", "$(b)"], ["b"]]],
  [
    "git commit -m \"$(cat <<'EOF'\nIt isn't :) (done\nEOF\n)\" && git push",
    [["git", "commit", "-m", "$(cat <<'EOF'\nIt isn't :) (done\nEOF\n)"], ["git", "push"], ["cat"]],
  ],
  [
    "diff <(sort a) <(sort b)",
    [
      ["diff", "<(sort a)", "<(sort b)"],
      ["sort", "a"],
      ["sort", "b"],
    ],
  ],
  ["echo $((1 + (2))) x", [["echo", "$((1 + (2)))", "x"]]],
  ["if [ -f x ]; then rm x; else ls; fi", [["[", "-f", "x", "]"], ["rm", "x"], ["ls"]]],
  ["for f in a b; do rm $f; done", [["rm", "$f"]]],
  ["case $x in a) ls;; *) rm y;; esac", [["ls"], ["rm", "y"]]],
  ["clean() { rm -rf x; }; clean", [["rm", "-rf", "x"], ["clean"]]],
  ["[[ $a > b ]] && ls", [["[[", "$a", ">", "b", "]]"], ["ls"]]],
  ["ls \\\n  -la", [["ls", "-la"]]],
  ["ssh -p 22 u@h 'cd x && ls'", [["ssh", "-p", "22", "u@h", "cd x && ls"], ["cd", "x"], ["ls"]]],
  [
    "docker exec -it -e A=1 web sh -c 'ls /'",
    [
      ["sh", "-c", "ls /"],
      ["ls", "/"],
    ],
  ],
  ["docker compose run --rm web npm test", [["npm", "test"]]],
  [
    "find . -name x -exec rm -f {} \\;",
    [
      ["find", ".", "-name", "x", "-exec", "rm", "-f", "{}", ";"],
      ["rm", "-f", "{}"],
    ],
  ],
  ["ls | xargs -n 1 -I {} rm {}", [["ls"], ["rm", "{}"]]],
  ["bash <<'EOF'\nrm x\nEOF", [["bash"], ["rm", "x"]]],
  ["echo 'rm x' | sh", [["echo", "rm x"], ["sh"], ["rm", "x"]]],
  [
    "eval 'rm x'",
    [
      ["eval", "rm x"],
      ["rm", "x"],
    ],
  ],
  [
    'powershell -Command "Remove-Item C:\\x"',
    [
      ["powershell", "-Command", "Remove-Item C:\\x"],
      ["Remove-Item", "C:\\x"],
    ],
  ],
  [
    "Get-ChildItem C:\\a | Remove-Item -Force",
    [
      ["Get-ChildItem", "C:\\a"],
      ["Remove-Item", "-Force"],
    ],
  ],
  ["command -v node", [["command", "-v", "node"]]],
  ["sudo -u app -- npm test", [["npm", "test"]]],
  ["", []],
  ["'unclosed", [["unclosed"]]],
  ["echo $(unclosed", [["echo", "$(unclosed"], ["unclosed"]]],
])("%s", (line, words) => {
  expect(simpleCommands(line).map((command) => command.words)).toEqual(words);
});

it("knows what is fed by a pipe", () => {
  expect(simpleCommands("a | b && c").map((command) => command.piped)).toEqual([false, true, false]);
  expect(simpleCommands("a || b").map((command) => command.piped)).toEqual([false, false]);
});

it("keeps what goes in and out of a command", () => {
  const [cat, grep] = simpleCommands("A=1 cat < in > out 2>> err <<EOF | grep x\nbody\nEOF\n");
  expect(cat).toMatchObject({ writes: ["out", "err"], reads: ["in"], input: "body", settings: ["A=1"], where: "here" });
  expect(grep?.source?.words).toEqual(["cat"]);
  expect(simpleCommands("> log.txt")).toMatchObject([{ words: [], writes: ["log.txt"] }]);
  expect(simpleCommands("docker exec db ls").map(({ where }) => where)).toEqual(["container"]);
  expect(simpleCommands("ssh h ls").map(({ where, carries }) => [where, carries])).toEqual([
    ["here", true],
    ["remote", false],
  ]);
});

it("takes time that grows with the line", () => {
  for (const piece of ["$(", "<<A\n", "a|", "((", "'\"", "bash -c ", "sudo ", "x() {"]) {
    const started = performance.now();
    simpleCommands(piece.repeat(20_000));
    expect(performance.now() - started, piece).toBeLessThan(1_500);
  }
});

it("ends on any text", () => {
  const odd = [
    "$(",
    "`",
    '"',
    "<<",
    "<<<",
    ">",
    "&&",
    "||",
    ";;",
    "\\",
    "$((1+1))",
    "{",
    "}}",
    ")(",
    "<<EOF",
    "a <<EOF\nb",
    "\u0000",
  ];
  for (const a of odd) for (const b of odd) expect(() => simpleCommands(`x ${a} y ${b}`)).not.toThrow();
});
