import { err, ok, type Result } from "../../shared/result";

/**
 * A passphrase: out of a variable of the environment, or typed at the terminal without being shown. In: the question, the variable's
 * name. Codes: "passphrase-missing" where nobody is there to type, "cancelled".
 */
export async function askSecret(question: string, variable: string): Promise<Result<string>> {
  const given = process.env[variable];
  if (given !== undefined && given !== "") return ok(given);
  if (!canType())
    return err({
      code: "passphrase-missing",
      message: "A passphrase is needed, and nobody is at the terminal to type it.",
      remedy: `Give it in ${variable}.`,
    });
  process.stderr.write(`${question} `);
  const { stdin } = process;
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  stdin.resume();
  try {
    return await typed();
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    process.stderr.write("\n");
  }
}

/** Whether somebody is there to type. */
export function canType(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** The same twice, for a new one. Codes: also "passphrase-differs", "passphrase-short". */
export async function askNewSecret(question: string, variable: string, shortest: number): Promise<Result<string>> {
  const first = await askSecret(`${question} (at least ${String(shortest)} characters):`, variable);
  if (!first.ok) return first;
  if (first.value.length < shortest)
    return err({
      code: "passphrase-short",
      message: `The passphrase has ${String(first.value.length)} characters; it needs ${String(shortest)}.`,
      remedy: "A few words are easy to keep and hard to guess.",
    });
  if (process.env[variable] !== undefined && process.env[variable] !== "") return first;
  const again = await askSecret("The same again:", variable);
  if (!again.ok) return again;
  return again.value === first.value
    ? first
    : err({ code: "passphrase-differs", message: "The two were not the same.", remedy: "Type it again." });
}

function typed(): Promise<Result<string>> {
  return new Promise((resolve) => {
    const text: string[] = [];
    const take = (chunk: string): void => {
      for (const character of chunk) {
        if (character === "\u0003" || character === "\u0004") {
          end(err({ code: "cancelled", message: "Nothing was done." }));
          return;
        }
        if (character === "\r" || character === "\n") {
          end(ok(text.join("")));
          return;
        }
        if (character === "\u007f" || character === "\b") text.pop();
        else text.push(character);
      }
    };
    const end = (result: Result<string>): void => {
      process.stdin.off("data", take);
      resolve(result);
    };
    process.stdin.on("data", take);
  });
}
