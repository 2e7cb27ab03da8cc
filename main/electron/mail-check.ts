import { err, ok } from "../../shared/result";
import type { Result } from "../../shared/result";

const mailbox = /^(?:[A-Za-z0-9.!#$'*+/=?^_`{|}~-]|%[0-9A-F]{2}){1,64}@[A-Za-z0-9.-]{1,253}$/;

/**
 * Decides whether an address of a prepared e-mail may be handed to the mail program: one mailbox or none, a subject and a body and
 * nothing else, so that it can add no recipient and attach no file. Codes: "mail-refused".
 */
export function checkMail(address: string): Result<string> {
  const refuse = (reason: string): Result<never> =>
    err({ code: "mail-refused", message: `The e-mail was not opened: ${reason}.` });
  if (address.length > 16_000) return refuse("it is too long");
  if (!/^mailto:[\x21-\x7e]*$/.test(address)) return refuse("its address is none of an e-mail");
  const [to = "", query = "", ...more] = address.slice("mailto:".length).split("?");
  if (more.length > 0) return refuse("its address is not as it was prepared");
  if (to !== "" && !mailbox.test(to)) return refuse("it goes to something else than one mailbox");
  const names = query.split("&").map((part) => part.split("=")[0] ?? "");
  if (names.length !== 2 || names[0] !== "subject" || names[1] !== "body")
    return refuse("it has other parts than a subject and a body");
  try {
    // A line break in a subject could begin another header.
    if (/[\r\n]/.test(decodeURIComponent(query.split("&")[0] ?? ""))) return refuse("its subject has a line break");
    decodeURIComponent(query);
  } catch {
    return refuse("its text cannot be read");
  }
  return ok(address);
}
