import { err, ok, type Problem, type Result } from "../../shared/result";
import { runGit, type GitRun } from "../platform/git";
import type { Remote } from "./remote";

/** How a remote that a person named is reached: by git, within bounds, and with nothing of this machine's configuration. */

const oid = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const networkMs = 60_000;

/** Nothing that a repository on this machine configures may run, neither while it is read nor while it is written. */
export const serving = [
  "-c core.hooksPath=/dev/null -c core.fsmonitor=false -c protocol.allow=never -c core.alternateRefsCommand=",
  "-c safe.bareRepository=all -c gc.auto=0 -c receive.autogc=false -c maintenance.auto=false -c receive.fsckObjects=true",
  // Hooks that a configuration names, since git 2.54.
  ...[
    "pre-receive",
    "update",
    "proc-receive",
    "reference-transaction",
    "post-receive",
    "post-update",
    "push-to-checkout",
  ].map((event) => `-c hook.${event}.enabled=false`),
].join(" ");

/** Variables of the person's that reaching their remote needs: agents, proxies and certificates; no configuration of git. */
const passed = [
  ...["SSH_AUTH_SOCK", "SSH_AGENT_PID", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "USERPROFILE"],
];

export interface RepositoryOptions {
  /** Countersign's data folder. */
  readonly home: string;
  readonly env: GitRun["env"];
  /** For https: what stands in the environment variable that the person named. */
  readonly token: string | null;
  readonly cancelled: () => boolean;
  /** Bytes that a fetch may bring at most. */
  readonly mostBytes?: number;
}

/** Runs a command that reaches the remote, and nothing else. */
export async function reach(
  options: RepositoryOptions,
  remote: Remote,
  run: Pick<GitRun, "store" | "args" | "cancelled">,
): Promise<Result<Buffer>> {
  const config: [string, string][] = [
    [`protocol.${remote.protocol}.allow`, "always"],
    ["http.followRedirects", "false"],
    ["http.lowSpeedLimit", "100"],
    ["http.lowSpeedTime", "20"],
  ];
  // By the environment, since a command line can be read by every account of the machine.
  if (options.token !== null && (remote.protocol === "https" || remote.protocol === "http"))
    config.push([
      "http.extraHeader",
      `Authorization: Basic ${Buffer.from(`x-access-token:${options.token}`, "utf8").toString("base64")}`,
    ]);
  const env: Record<string, string> = {
    GIT_SSH_COMMAND:
      "ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=15 -o ClearAllForwardings=yes",
    GIT_CONFIG_COUNT: String(config.length),
  };
  for (const name of passed) {
    const value = options.env[name];
    if (value !== undefined) env[name] = value;
  }
  for (const [at, [name, value]] of config.entries()) {
    env[`GIT_CONFIG_KEY_${String(at)}`] = name;
    env[`GIT_CONFIG_VALUE_${String(at)}`] = value;
  }
  const answer = await runGit({
    env: options.env,
    timeoutMs: networkMs,
    ...run,
    remote: { protocol: remote.protocol, env },
  });
  return answer.ok ? answer : err(asAnchor(answer.error, remote));
}

function asAnchor(problem: Problem, remote: Remote): Problem {
  const code =
    problem.code === "git-timeout"
      ? "anchor-timeout"
      : problem.code === "git-failed"
        ? "anchor-unreachable"
        : problem.code;
  return {
    ...problem,
    code,
    place: remote.name,
    remedy: "Check that the remote can be reached and that this account may push to it. It is tried again.",
  };
}

/** What a remote's ref names, and the form of its names. */
export async function askRemote(
  options: RepositoryOptions,
  remote: Remote,
  ref: string,
  store: string,
): Promise<Result<{ readonly tip: string | null; readonly format: "sha1" | "sha256" }>> {
  const listed = await listRemote(options, remote, [ref, "HEAD"], store);
  if (!listed.ok) return listed;
  const tip = listed.value.find(({ id, name }) => name === ref && oid.test(id))?.id ?? null;
  return ok({ tip, format: listed.value.some(({ id }) => id.length === 64) ? "sha256" : "sha1" });
}

/** The remote's refs of these names or patterns. */
export async function listRemote(
  options: RepositoryOptions,
  remote: Remote,
  patterns: readonly string[],
  store: string,
): Promise<Result<{ readonly id: string; readonly name: string }[]>> {
  const listed = await reach(options, remote, {
    store,
    cancelled: options.cancelled,
    args: [
      ...["ls-remote", "--quiet", ...(remote.protocol === "file" ? [`--upload-pack=git ${serving} upload-pack`] : [])],
      ...["--", remote.name, ...patterns],
    ],
  });
  if (!listed.ok) return listed;
  return ok(
    listed.value
      .toString("latin1")
      .split("\n")
      .flatMap((line) => {
        const [id = "", name = ""] = line.split("\t");
        return name === "" ? [] : [{ id, name }];
      }),
  );
}
