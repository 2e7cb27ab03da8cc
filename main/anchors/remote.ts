import path from "node:path";
import { err, ok, type Result } from "../../shared/result";

/** A repository that a person named, and the one way in which git may reach it. */
export interface Remote {
  readonly protocol: "file" | "http" | "https" | "ssh";
  /** As git is given it. */
  readonly name: string;
}

const example =
  "Write it like https://git.example.org/ilse/anchors.git, git@git.example.org:ilse/anchors.git or /srv/anchors.git.";
/** `user@host:path`: neither part may look like an option, and `::` would name a program. */
const shortSsh = /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*:(?!:)(?!-)[^:]+$/;
const host = /^(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-fA-F:]+\])$/;

/**
 * Reads the name of a remote: https, ssh or a folder on this machine; http for this machine alone. Names of programs (`ext::`),
 * options, and passwords are refused. Codes: "remote-refused".
 */
export function parseRemote(given: string): Result<Remote> {
  const refuse = (message: string) =>
    err({ code: "remote-refused", message, place: given.slice(0, 300), remedy: example });
  if (/[\s\p{C}]/u.test(given)) return refuse("The remote's name holds a space or a control character.");
  if (given === "" || given.startsWith("-")) return refuse("The remote's name would be read as an option.");
  if (/^[^/]*::/.test(given)) return refuse("The remote's name would start a program.");
  if (path.isAbsolute(given))
    return /^(?:\/\/|\\\\)/.test(given)
      ? refuse("The folder lies on the network.")
      : ok({ protocol: "file", name: path.normalize(given) });
  if (!given.includes("://"))
    return shortSsh.test(given) ? ok({ protocol: "ssh", name: given }) : refuse("This names no repository.");
  if (!URL.canParse(given)) return refuse("This is no address.");
  const url = new URL(given);
  if (url.password !== "" || url.search !== "" || url.hash !== "")
    return refuse("The address holds a password, a query or a fragment.");
  const [, authority = ""] = /^[a-z]+:\/\/([^/]*)\//.exec(given) ?? [];
  const at = authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d{1,5}$/, "");
  if (url.protocol === "ssh:") {
    if (!host.test(at) || !/^[A-Za-z0-9_][A-Za-z0-9_.-]*$|^$/.test(url.username) || url.pathname.startsWith("/-"))
      return refuse("The address is of a form that is not used for ssh.");
    return ok({ protocol: "ssh", name: given });
  }
  if (url.username !== "" || !host.test(at)) return refuse("The address holds a user name, or a host of another form.");
  if (url.protocol === "https:") return ok({ protocol: "https", name: given });
  const here = at === "127.0.0.1" || at === "localhost" || at === "[::1]";
  if (url.protocol === "http:" && here) return ok({ protocol: "http", name: given });
  return refuse(`${url.protocol.slice(0, 20)} is no way to reach a remote that keeps anchors.`);
}
