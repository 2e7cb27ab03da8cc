import { err, ok, type Result } from "../../shared/result";

/**
 * Settles an authority's address: https, or http where its root is pinned or it is on this machine, since an answer without a
 * known signer could be anyone's on the way. Codes: "authority-refused".
 */
export function checkAuthority(given: string, pinned: boolean): Result<string> {
  const refuse = (message: string, remedy: string) =>
    err({ code: "authority-refused", message, place: given.slice(0, 300), remedy });
  if (!URL.canParse(given)) return refuse("This is no address.", "Write it like https://time.example.org/tsr.");
  const url = new URL(given);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return refuse(`${url.protocol} is no way to ask for a time-stamp.`, "Write it like https://time.example.org/tsr.");
  if (url.username !== "" || url.password !== "" || url.hash !== "")
    return refuse("The address holds a user name, a password or a fragment.", "Leave them out.");
  const here = url.hostname === "127.0.0.1" || url.hostname === "[::1]" || url.hostname === "localhost";
  if (url.protocol === "http:" && !here && !pinned)
    return refuse(
      "Over http anyone on the way could answer in the authority's place.",
      "Give its root certificate, or ask it over https.",
    );
  return ok(url.href);
}
