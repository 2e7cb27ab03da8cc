import type { DecisionComment } from "../../../shared/model/comment";
import type { Decision } from "../../../shared/model/decision";
import { lineWords } from "../../../shared/review/comment-prompt";
import { h, longText, number, said, type Markup } from "./markup";

/** Longest text, lines or replacement that the report shows; the entry holds all of it. */
const longest = 4_000;

/** The comments that a decision took along, as its entry carries them; null where there are none. */
export function commentsPart({ comments }: Decision): Markup | null {
  if (comments === undefined) return null;
  return h`<h4 class="hd">Comments <span class="n">${number(comments.length)}</span></h4><ol class="comments">${comments.map(one)}</ol>`;
}

function one(comment: DecisionComment): Markup {
  const { anchor, body, kind, replacement } = comment;
  const lines =
    anchor?.kind === "lines"
      ? longText(anchor.snippet.join("\n"), longest)
      : anchor?.kind === "event" && anchor.quote !== ""
        ? longText(anchor.quote, longest)
        : null;
  const suggested =
    kind !== "suggestion" || replacement === null
      ? null
      : replacement === ""
        ? h`<p class="dim">Suggested instead: these lines removed.</p>`
        : h`<p class="dim">Suggested instead:</p><div class="mono add">${longText(replacement, longest)}</div>`;
  return h`<li><p>${place(comment)} <span class="dim">by <bdi>${comment.author}</bdi></span></p>${body === "" ? null : longText(body, longest)}${lines === null ? null : h`<div class="mono on">${lines}</div>`}${suggested}</li>`;
}

function place({ anchor, thread }: DecisionComment): Markup {
  if (anchor === null) return thread === null ? h`On the attempt` : h`Answer to <span class="mono">${thread}</span>`;
  if (anchor.kind === "attempt") return h`On the attempt as a whole`;
  if (anchor.kind === "event") return h`Event ${number(anchor.seq)} of <span class="mono">${anchor.sessionId}</span>`;
  return h`<span class="mono">${said(anchor.path)}</span>${anchor.kind === "lines" ? h`, ${lineWords(anchor)}` : null}`;
}
