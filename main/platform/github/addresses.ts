import { err, ok, type Result } from "../../../shared/result";
import type { NumberedRef, RepositoryRef } from "./port";

/** A pull request or issue and the host it is on, as its address for people says. */
export interface HostedRef extends NumberedRef {
  readonly host: string;
}

const namePattern = String.raw`[\w.-]{1,100}`;
const hostPattern = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9](?::\d{1,5})?$/;

/** Whether both are names GitHub gives, so that neither leaves its place in an address. */
function isRepository({ owner, repo }: RepositoryRef): boolean {
  const name = new RegExp(`^${namePattern}$`);
  return name.test(owner) && name.test(repo) && !/^\.{1,2}$/.test(owner) && !/^\.{1,2}$/.test(repo);
}

function parse(text: string, kind: "pull" | "issues"): HostedRef | null {
  const form = new RegExp(
    `^https://([a-z0-9.-]+(?::\\d{1,5})?)/(${namePattern})/(${namePattern})/${kind}/([1-9]\\d{0,8})/?(?:#.*)?$`,
  );
  const [, host, owner, repo, number] = form.exec(text) ?? [];
  if (host === undefined || owner === undefined || repo === undefined) return null;
  return hostPattern.test(host) && isRepository({ owner, repo }) ? { host, owner, repo, number: Number(number) } : null;
}

/** Reads `https://HOST/owner/repo/pull/12`; null for anything else. */
export function parsePullAddress(text: string): HostedRef | null {
  return parse(text, "pull");
}

/** Reads `https://HOST/owner/repo/issues/12` with one of the hosts that are asked here; null for anything else. */
export function parseIssueAddress(text: string, hosts: readonly string[]): HostedRef | null {
  const at = parse(text, "issues");
  return at !== null && hosts.includes(at.host) ? at : null;
}

/** Reads `OWNER/REPO` (github.com) or `https://HOST/OWNER/REPO`, with or without .git at its end; null for anything else. */
export function parseRepositoryAddress(text: string): (RepositoryRef & { readonly host: string }) | null {
  const form = new RegExp(`^(?:https://([a-z0-9.-]+(?::\\d{1,5})?)/)?(${namePattern})/(${namePattern}?)(?:\\.git)?/?$`);
  const [, host = "github.com", owner, repo] = form.exec(text) ?? [];
  if (owner === undefined || repo === undefined) return null;
  return hostPattern.test(host) && isRepository({ owner, repo }) ? { host, owner, repo } : null;
}

/** Settles a host: "github.com" or that of an Enterprise server, as a name or an https address. */
export function checkHost(given: string): Result<string> {
  const host = given
    .trim()
    .toLowerCase()
    .replace(/^https:\/\//, "")
    .replace(/\/+$/, "")
    .replace(/\/api\/v3$/, "")
    .replace(/^(?:www|api)\.github\.com$/, "github.com");
  return hostPattern.test(host)
    ? ok(host)
    : err({
        code: "github-host",
        message: "This is not the name of a GitHub host.",
        place: given.slice(0, 300),
        remedy: "Write github.com, or the name of an Enterprise server like ghe.example.org; it is asked by https.",
      });
}

/**
 * Where a host's REST API is: api.github.com; api.NAME.ghe.com for GitHub's own Enterprise cloud; HOST/api/v3 for an Enterprise
 * server. In: for github.com another base (tests: a server on this machine). Codes: "github-host".
 */
export function apiBase(host: string, instead: string | undefined): Result<string> {
  if (host === "github.com" && instead !== undefined && instead !== "") {
    const url = URL.canParse(instead) ? new URL(instead) : null;
    const local = url?.protocol === "http:" && isLoopback(url.hostname);
    return url !== null && (local || url.protocol === "https:")
      ? ok(`${url.origin}${url.pathname}`.replace(/\/+$/, ""))
      : err({
          code: "github-host",
          message: "COUNTERSIGN_GITHUB_API names no https address, and none of this machine.",
          place: instead.slice(0, 300),
          remedy: "Unset it: api.github.com is asked then.",
        });
  }
  if (host === "github.com") return ok("https://api.github.com");
  return ok(host.endsWith(".ghe.com") ? `https://api.${host}` : `https://${host}/api/v3`);
}

/** Whether a host name means this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
