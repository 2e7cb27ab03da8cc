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
