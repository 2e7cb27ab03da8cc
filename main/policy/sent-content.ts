import { baseName, type SimpleCommand } from "./command-line";
import { scriptText } from "./contacted-hosts";
import type { PlacedCommand } from "./run-commands";

/** Local content in a substitution: a file, the environment, who and where the machine is. */
const localInside =
  /(?:\$\(|`)\s*(?:cat|base64|env|printenv|tar|gzip|xxd|hostname|whoami|id|ls|find|git\s+(?:diff|log|show|config)|security|pass|<)\b|\$\(<\s*\S/;
/** A variable whose name says that it holds a secret. */
const secretVariable =
  /\$\{?[A-Za-z_]*(?:SECRET|TOKEN|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)[A-Za-z_]*\}?/i;
const bodyOption =
  /^(?:-d|--data|--data-raw|--data-binary|--data-urlencode|--data-ascii|--json|-F|--form|-T|--upload-file|--post-data|--post-file|--body-data|--body-file)$/;
/** Their output is text of their own, not local content. */
const speaks = new Set(["echo", "printf", "yes", "true", "sleep", "date", "seq", "curl", "wget", "jq"]);

/**
 * The local content a command sends away, in words that follow it.
 * In: a command. Out: what it does, or null where it sends nothing of this machine's.
 */
export function sentContent(part: PlacedCommand): string | null {
  const program = baseName(part.words[0] ?? "");
  const args = part.words.slice(1);
  if (part.writes.some((file) => /^\/dev\/(?:tcp|udp)\//.test(file)) && !(part.source === null && speaks.has(program)))
    return "writes to a network connection";
  switch (program) {
    case "curl":
    case "wget":
    case "http":
    case "https":
    case "xh":
      return inRequest(part, args);
    case "scp":
    case "rsync":
      return toOtherMachine(args);
    case "nc":
    case "ncat":
    case "netcat":
    case "telnet":
      if (args.some((arg) => /^-[a-zA-Z]*[lz]/.test(arg))) return null;
      return content(part) === null ? null : `sends ${content(part) ?? ""} over a network connection`;
    case "ssh":
      return content(part) === null || part.input !== null ? null : `sends ${content(part) ?? ""} to another machine`;
    case "openssl":
      return args[0] === "s_client" && content(part) !== null
        ? `sends ${content(part) ?? ""} over a network connection`
        : null;
    case "gh":
      return args[0] === "gist" && args[1] === "create" ? "publishes content as a gist" : null;
    case "gist":
      return args.length > 0 || part.piped ? "publishes content as a gist" : null;
    case "aws":
      return args[0] === "s3" && /^(?:cp|sync|mv)$/.test(args[1] ?? "")
        ? toBucket(part, args.slice(2), /^s3:\/\//)
        : null;
    case "gsutil":
      return /^(?:cp|rsync|mv)$/.test(args.find((arg) => !arg.startsWith("-")) ?? "")
        ? toBucket(part, args.slice(1), /^gs:\/\//)
        : null;
    case "rclone":
      return /^(?:copy|sync|move|copyto|moveto)$/.test(args[0] ?? "")
        ? toBucket(part, args.slice(1), /^[\w-]+:/)
        : null;
    case "dig":
    case "nslookup":
    case "host":
    case "ping":
      return args.some((arg) => localInside.test(arg) || secretVariable.test(arg))
        ? "sends content in a host name"
        : null;
    case "mail":
    case "mailx":
    case "mutt":
    case "sendmail":
      return content(part) !== null || args.includes("-a") ? "sends content by mail" : null;
    case "wormhole":
    case "croc":
      return args[0] === "send" ? "sends files to another machine" : null;
    default: {
      const script = scriptText(program, part);
      return script === null ? null : inScript(script);
    }
  }
}

function inRequest(part: PlacedCommand, args: readonly string[]): string | null {
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? "";
    const joined = /^(--[\w-]+)=([\s\S]*)$/.exec(arg) ?? /^(-[dFT])([\s\S]+)$/.exec(arg);
    const option = joined?.[1] ?? arg;
    if (!bodyOption.test(option)) {
      // What stands in the address itself leaves with the request; a token in a header is how an API is used.
      if ((args[index - 1] ?? "").startsWith("-") && !/^-[sSfLkgGI]+$/.test(args[index - 1] ?? "")) continue;
      if (/^https?:|^\w[\w.-]*\.[a-z]{2,}\//i.test(arg) && (localInside.test(arg) || secretVariable.test(arg)))
        return "sends local content in the address";
      continue;
    }
    const value = joined?.[2] ?? args[index + 1] ?? "";
    if (/^(?:-T|--upload-file|--post-file|--body-file)$/.test(option)) {
      if (value === "-" || value === ".") {
        if (content(part) !== null) return `uploads ${content(part) ?? ""}`;
      } else return `uploads ${value}`;
    }
    const file = /^(?:[^\s=@<]+=)?[@<]([^;]+)/.exec(value)?.[1];
    if (file === "-") {
      if (content(part) !== null) return `sends ${content(part) ?? ""}`;
    } else if (file !== undefined && !option.startsWith("--data-raw")) return `sends the file ${file}`;
    if (localInside.test(value)) return "sends local content";
  }
  return null;
}

/** What its input is, where that is local content; null where it has none, or only words that the command line itself holds. */
function content(part: SimpleCommand): string | null {
  const file = part.reads.find((path) => path !== "/dev/null");
  if (file !== undefined) return file;
  let from: SimpleCommand | null = part.source;
  for (let turn = 0; from !== null && turn < 6; turn += 1) {
    const program = baseName(from.words[0] ?? "");
    if (from.source === null) {
      if (speaks.has(program))
        return from.words.some((word) => localInside.test(word) || secretVariable.test(word)) ? "local content" : null;
      if (program === "cat" && from.words.length === 1) return null;
      const named = from.words.slice(1).find((word) => !word.startsWith("-"));
      return program === "env" || program === "printenv"
        ? "the environment"
        : program === "cat" && named !== undefined
          ? named
          : `the output of ${program}`;
    }
    from = from.source;
  }
  return null;
}

function toOtherMachine(args: readonly string[]): string | null {
  const plain = args.filter((arg) => !arg.startsWith("-"));
  const remote = /^(?:[\w.-]+@)?[\w.-]+:(?!\\)|^rsync:\/\//;
  const to = plain.at(-1) ?? "";
  const from = plain.slice(0, -1).filter((word) => !remote.test(word));
  return plain.length > 1 && remote.test(to) && from.length > 0
    ? `copies ${from.at(-1) ?? ""} to another machine`
    : null;
}

function toBucket(part: SimpleCommand, args: readonly string[], bucket: RegExp): string | null {
  const [from = "", to = ""] = args.filter((arg) => arg === "-" || !arg.startsWith("-"));
  if (!bucket.test(to) || bucket.test(from)) return null;
  const what = from === "-" ? content(part) : from;
  return what === null ? null : `copies ${what} to remote storage`;
}

function inScript(script: string): string | null {
  const posts =
    /\b(?:requests|httpx|session|axios)\.(?:post|put|patch)\(|\bfetch\([^)]*method\s*:\s*["'](?:POST|PUT)|\burlopen\([^)]*data\s*=|\bsendall?\(/i.test(
      script,
    );
  const local =
    /\bopen\(\s*["'][^"']+["']|\bos\.environ\b(?!\.get\(|\[)|\bprocess\.env\b(?!\.\w)|readFileSync\(|read_text\(|read_bytes\(/.test(
      script,
    );
  return posts && local ? "sends local content from a script" : null;
}
