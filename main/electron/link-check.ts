import { err, ok } from "../../shared/result";
import type { Result } from "../../shared/result";

/** An address that may be offered to the person. */
export interface CheckedLink {
  /** Host in its ASCII (punycode) form, so that look-alike letters show. */
  readonly host: string;
  /** The whole address, normalised, ASCII only. */
  readonly href: string;
}

/**
 * Decides whether an address an agent or repository gave may be offered for opening. Only `https` to a public host name:
 * no user name in front of the host, no other port, no machine or address of the local network, nothing invisible.
 * @returns problem `link-refused` with the reason otherwise
 */
export function checkLink(address: string): Result<CheckedLink> {
  if (address.length > 2048) return refuse("it is longer than 2,048 characters");
  // WHATWG parsing drops tabs and line breaks and turns backslashes: what is shown would not be what was written.
  if (/[\u0000-\u0020\u007f-\u00a0\\]/.test(address))
    return refuse("it holds white space, control characters or a backslash");
  if (/[\p{Cf}\p{Zl}\p{Zp}\p{Zs}\p{Cs}\p{Co}]/u.test(address)) return refuse("it holds invisible characters");
  if (!/^https:\/\/[^/]/i.test(address)) return refuse("it does not begin with https://");
  if (!URL.canParse(address)) return refuse("it is not a web address");
  const url = new URL(address);
  const host = url.hostname.replace(/\.$/, "");
  if (url.protocol !== "https:") return refuse("it is not https");
  if (url.username !== "" || url.password !== "" || /^https:\/\/[^/?#]*@/i.test(address)) {
    return refuse("it puts a name in front of the host");
  }
  if (url.port !== "") return refuse("it names a port");
  if (host.startsWith("[") || /^[\d.]+$/.test(host)) return refuse("it names a machine by its number");
  if (!host.includes(".") || localSuffix.test(host)) return refuse("it names a machine of the local network");
  if (!/^[a-z0-9.-]+$/.test(host)) return refuse("its host is not a host name");
  return ok({ host, href: url.href });
}

const localSuffix = /\.(localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa|onion)$/;

function refuse(reason: string): Result<never> {
  return err({ code: "link-refused", message: `The address was not opened: ${reason}.` });
}
