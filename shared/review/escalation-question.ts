/*
 * An escalation's question stands in its reason, as the last paragraph: so it is part of what was typed, is kept and erased with it,
 * and is read in every report and by everybody who reads the entry with no more than eyes.
 */

const lead = "Question: ";

/** The reason of an escalation with its question. In: both as they were typed; the question may be empty. */
export function withQuestion(reason: string, question: string): string {
  const asked = question.trim();
  const why = reason.trim();
  if (asked === "") return why;
  return why === "" ? `${lead}${asked}` : `${why}\n\n${lead}${asked}`;
}

/** The two parts again. A reason without a question asks nothing: its question is empty. */
export function splitQuestion(text: string): { readonly reason: string; readonly question: string } {
  if (text.startsWith(lead)) return { reason: "", question: text.slice(lead.length).trim() };
  const at = text.lastIndexOf(`\n\n${lead}`);
  if (at < 0) return { reason: text.trim(), question: "" };
  return { reason: text.slice(0, at).trim(), question: text.slice(at + 2 + lead.length).trim() };
}
