import { namedHidden } from "../../shared/review/fenced-text";
import { dueIn } from "../../shared/review/due-words";
import type { EscalationMessage } from "./texts";

/** Longest body in a mailto address: mail programs and systems cut longer ones, each at another place. */
const mostInAddress = 1500;

/** A prepared e-mail: as an address that a mail program opens, and as a file that it opens as a draft. */
export interface PreparedMail {
  readonly url: string;
  readonly eml: string;
}

const flat = (text: string): string => namedHidden(text.replace(/\s+/gu, " ")).trim();

/** A mailbox that may stand in an address; empty for a text that is none. */
export function mailbox(text: string): string {
  const found = /<([^<>\s]+)>\s*$/u.exec(text)?.[1] ?? text.trim();
  return /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$/u.test(found)
    ? found
    : "";
}

/** In: what it says and the mailbox, empty for one that the person fills in. */
export function prepareEscalationMail(message: EscalationMessage, to: string): PreparedMail {
  const { by, reason, question, due, zone, title, ref, repository } = message;
  const subject = `Escalation: ${flat(ref === null ? title : `${ref} ${title}`).slice(0, 150)}, answer wanted by ${dueIn(due, zone)}`;
  const body = [
    `${flat(by)} escalates this to ${flat(message.to)}. An answer is wanted by ${dueIn(due, zone)}.`,
    ...(question === "" ? [] : [`Question: ${namedHidden(question)}`]),
    ...(reason === "" ? [] : [namedHidden(reason)]),
    `Task: ${flat(title)}${ref === null ? "" : ` (${flat(ref)})`}\nRepository: ${flat(repository)}${message.head === null ? "" : `\nCommit: ${message.head}`}`,
  ]
    .join("\n\n")
    .replace(/\r\n?|\n/gu, "\r\n");
  const box = mailbox(to);
  const short = body.length > mostInAddress ? `${whole(body.slice(0, mostInAddress))}…` : body;
  return {
    url: `mailto:${encodeURIComponent(box).replaceAll("%40", "@")}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(short)}`,
    eml: [
      "X-Unsent: 1",
      `To: ${box}`,
      `Subject: ${encodedWords(subject)}`,
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
      "",
      (
        Buffer.from(body, "utf8")
          .toString("base64")
          .match(/.{1,76}/gu) ?? []
      ).join("\r\n"),
      "",
    ].join("\r\n"),
  };
}

/** Without half of a surrogate pair at its end. */
function whole(text: string): string {
  return /[\uD800-\uDBFF]$/u.test(text) ? text.slice(0, -1) : text;
}

/** A header's text in encoded words (RFC 2047), each at most 75 characters; plain ASCII stays as it is. */
function encodedWords(text: string): string {
  if (/^[\x20-\x7e]*$/u.test(text) && text.length <= 900) return text;
  const words: string[] = [];
  let part = "";
  for (const character of text) {
    if (Buffer.byteLength(part + character, "utf8") > 42) {
      words.push(part);
      part = "";
    }
    part += character;
  }
  words.push(part);
  return words.map((word) => `=?utf-8?B?${Buffer.from(word, "utf8").toString("base64")}?=`).join("\r\n ");
}
