/** A passage in what the agent read that directs an AI. */
export interface Direction {
  /** The sentence or line, shortened, as a reviewer is shown it. */
  readonly quote: string;
  /** The passage with what stands around it: hosts, commands and paths it names are looked for here. */
  readonly around: string;
  readonly reason: string;
  /** Where it stands in the text. */
  readonly at: number;
}

/** Words one of which stands in every passage that is looked for; most texts hold none and are done with here. */
const hints =
  /nstruction|NSTRUCTION|[Ff]orget|FORGET|verride|OVERRIDE|isregard|ISREGARD|[Ii]gnore|IGNORE|<\|im_|\[INST|[Aa]ssistants?\b|ASSISTANT|\bAI\b|\bLLM|[Aa]gents?\b|AGENT|SYSTEM|<system/;

const overriding =
  /\b(?:ignore|disregard|forget|override|bypass)\s+(?:(?:all|any|every|everything|of|your|the|these|those|my|our|and)\s+){0,4}(?:previous|prior|above|earlier|preceding|existing|original|former|initial|current|system)(?:ly)?\s+(?:(?:given|system|user|developer|safety)\s+)?(?:instruction|prompt|direction|directive|rule|message|guideline|context|command|constraint|order|request|task)s?\b|\b(?:ignore|disregard|forget|override)\s+(?:the|your|what the|any)?\s*(?:user|person|human|developer|operator)(?:['’]s|s['’])?\s+(?:request|instruction|prompt|task|message|order|wishe?)s?\b|\b(?:ignore|disregard|forget)\s+(?:everything|all|anything)\s+(?:(?:that\s+)?(?:was|you(?:'ve| have| were)?|has been)\s+|above|before|prior|previously|said|told)/gi;
const addressed =
  /\b(?:note|message|notice|attention|important|instructions?|directions?|reminder|warning)\s*(?:to|for|:)?\s*(?:all\s+|any\s+|the\s+)?(?:AI|LLM|automated|coding|language[- ]model)(?:[- ](?:coding|code|powered|based))?\s*(?:assistants?|agents?|models?|bots?|tools?|systems?|reviewers?)?\b|\b(?:if|when)\s+you(?:'re| are)\s+(?:an?\s+)?(?:AI|LLM|automated|coding|language model|large language model)\b|\b(?:AI|LLM|coding)\s+(?:coding\s+)?(?:assistants?|agents?|models?|reviewers?|bots?|tools?)\b[^.\n]{0,60}\b(?:must|should|shall|need to|have to|are (?:required|instructed|requested|expected) to|please)\b|\b(?:AI|LLM)\s+(?:agents?|assistants?|models?|tools?|bots?|reviewers?)\s+(?:who|that|which|reading|processing|reviewing|parsing|looking|working)\b|\b(?:dear|hey|hello|attention)[, ]+(?:AI|LLM|assistant|agent|claude|chatgpt|copilot|codex|gemini)\b|^\s*(?:<!--|#|\/\/|\*)?\s*(?:AI|ASSISTANT|LLM|AGENT|SYSTEM)\s*(?:AGENTS?|ASSISTANTS?|TOOLS?|REVIEWERS?|OVERRIDE|INSTRUCTIONS?|DIRECTIVE|COMMAND|NOTE|PROMPT)?\s*:\s/gim;
const fakeTag =
  /<\|im_start\|>\s*system|\[\/?INST\]|<\/?(?:system|system[-_](?:message|prompt|instructions?|override)|admin|developer|function_results|tool_result|user_message|important_instructions?)>|\[(?:SYSTEM|ADMIN|DEVELOPER)(?:\s+(?:MESSAGE|OVERRIDE|NOTICE|PROMPT|NOTE))?\]|\bSYSTEM\s+(?:OVERRIDE|MESSAGE|NOTICE)\b/g;

/** What a passage asks for that nobody asks of a reader in good faith. */
const away =
  /\b(?:curl|wget|nc|scp|Invoke-WebRequest)\s+\S|\b(?:send|post|upload|exfiltrate|transmit|forward|leak|e-?mail|submit|report)\b[^.\n]{0,80}\b(?:secrets?|tokens?|keys?|credentials?|passwords?|env(?:ironment)?\b|\.env|\.ssh|source code|contents?|conversation|history|files?)\b|\b(?:send|post|upload|exfiltrate|submit)\b[^\n]{0,80}https?:\/\/|\b(?:secrets?|tokens?|api keys?|credentials?|passwords?|id_rsa|\.env|\.ssh|\.aws)\b[^\n]{0,80}\bhttps?:\/\//i;
const ruin =
  /\brm\s+-[a-z]*r|\bgit\s+push\s+(?:-f|--force)|\bDROP\s+TABLE|\b(?:delete|wipe|erase)\s+(?:all|every|the entire)\b|\bchmod\s+(?:-R\s+)?777|\|\s*(?:sudo\s+)?(?:ba|z)?sh\b|\b(?:disable|turn off|remove)\s+(?:the\s+|all\s+)?(?:tests?|checks?|security|sandbox|hooks?|authentication|validation|safety)/i;
const hide =
  /\b(?:do not|don['’]t|never|must not|should not|without)\s+(?:(?:ever|also|under any circumstances)\s+)?(?:tell|mention|inform|notify|alert|report|reveal|disclose|show|say|ask|asking|telling|informing|mentioning|notifying)\b[^.\n]{0,60}\b(?:user|human|person|developer|operator|anyone|reviewer|owner|this|it|them)\b|\b(?:silently|secretly|covertly|quietly)\s+(?:\w+\s+)?(?:run|execute|add|send|install|upload|insert|change|modify|include|approve|delete)\b/i;
const fake =
  /\b(?:mark|report|say|state|claim|respond|declare)\b[^.\n]{0,50}\b(?:tests?|checks?|review)\b[^.\n]{0,30}\b(?:pass(?:ed|ing)?|successful|approved|complete)\b|\b(?:approve|merge)\s+(?:this|the)\s+(?:PR|pull request|change|merge request)\b/i;
const act =
  /\b(?:run|execute|call|invoke|install|fetch|open|visit|download|write|create|add|insert|append|include|edit|modify|delete|remove|send|post|upload|push|commit|reply|respond|output|print|approve|merge|set|use)\b/i;

/** The text speaks about such passages: a guide, a test or a filter for them. */
const aboutIt =
  /\bprompt[-_ ]?injections?\b|\bjail-?break|\bred[- ]team|\binjection[-_ ](?:attacks?|attempts?|patterns?|payloads?|tests?|detect\w*|guards?|filters?)\b|\b(?:detect|sanitiz|sanitis|block|filter|strip)\w*[-_ ]?(?:prompt|injection|instruction)s?\b|\badversarial\b|\bfor example, an attacker\b|\battacker\b/i;
const unseen = "is written in characters that are not drawn";
const widest = 600;
const mostPassages = 20;

/**
 * Passages of a text that direct an AI: that tell it to drop its instructions, that pose as the system, or that address it and ask for
 * what no text asks in good faith (content sent away, work destroyed, things hidden from the person, a result feigned).
 * In: a text the agent read; `trusted` where instructions are its purpose (AGENTS.md and the like). Text about such passages (guides,
 * tests, filters) is passed over. Out: at most 20 passages, in order. Time grows with the text.
 */
export function directionsIn(text: string, trusted = false): Direction[] {
  const hidden = invisibleText(text);
  if (!hints.test(text)) return hidden;
  const out: Direction[] = [...hidden];
  const marks: { readonly at: number; readonly length: number; readonly kind: "overriding" | "addressed" | "tag" }[] =
    [];
  for (const [kind, pattern] of [
    ["overriding", overriding],
    ["addressed", addressed],
    ["tag", fakeTag],
  ] as const)
    for (const match of text.matchAll(pattern)) {
      marks.push({ at: match.index, length: match[0].length, kind });
      if (marks.length > 500) break;
    }
  marks.sort((a, b) => a.at - b.at);
  let last = -widest;
  for (const { at, length, kind } of marks) {
    if (out.length >= mostPassages) break;
    if (at < last + 200) continue;
    const passage = text.slice(at, passageEnd(text, at + length));
    const around = text.slice(Math.max(0, at - 200), at + length + widest);
    if (aboutIt.test(text.slice(Math.max(0, at - 1_500), at + 1_500)) || isQuotedCode(text, at, length)) continue;
    const reason = reasonOf(kind, passage, trusted);
    if (reason === null) continue;
    last = at;
    out.push({ quote: quoted(text, at, length), around, reason, at });
  }
  return out;
}

function reasonOf(kind: "overriding" | "addressed" | "tag", passage: string, trusted: boolean): string | null {
  const asks = away.test(passage)
    ? "asks it to send content away or to contact a host"
    : hide.test(passage) && act.test(passage)
      ? "asks it to act without the person's knowledge"
      : ruin.test(passage)
        ? "asks it to destroy or weaken"
        : fake.test(passage)
          ? "asks it to feign a result"
          : null;
  // Files of instructions direct by design: only what nobody would write there openly is told.
  if (trusted)
    return asks !== null && (away.test(passage) ? hide.test(passage) || kind !== "addressed" : hide.test(passage))
      ? asks
      : null;
  if (kind === "overriding") return asks ?? "tells it to drop its instructions";
  if (kind === "tag") return asks === null ? null : `poses as the system and ${asks}`;
  return asks;
}

/** To the end of the paragraph, at most 600 characters. */
function passageEnd(text: string, from: number): number {
  const blank = text.slice(from, from + widest).search(/\n[ \t]*\n[ \t]*\n|-->/);
  return blank === -1 ? from + widest : from + blank + 3;
}

/** Between slashes, in a list of strings or as the pattern of a search: source code that holds the words. */
function isQuotedCode(text: string, at: number, length: number): boolean {
  const from = text.lastIndexOf("\n", at) + 1;
  const line = text.slice(from, at);
  const after = text.slice(at + length, at + length + 40);
  return (
    /["'`/][^"'`\n]{0,20}$/.test(line) &&
    /^[^"'`\n]{0,30}["'`/]\s*(?:[,;)\]}]|$|\n|i[,;)\]\s])/.test(after) &&
    !/^\s*["']?\w+["']?\s*:/.test(line)
  );
}

function quoted(text: string, at: number, length: number): string {
  const from = Math.max(text.lastIndexOf("\n", at) + 1, at - 60);
  const end = text.indexOf("\n", at + length);
  const line = text
    .slice(from, Math.min(end === -1 ? text.length : end, at + length + 160))
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}

/** Letters of the tag block of Unicode draw nothing; a flag holds at most six, a sentence more. */
function invisibleText(text: string): Direction[] {
  if (!text.includes("\u{db40}")) return [];
  return [...text.matchAll(/[\u{e0020}-\u{e007e}]{12,}/gu)].slice(0, 5).map((match) => {
    const said = Array.from(match[0], (char) => String.fromCodePoint((char.codePointAt(0) ?? 0xe0020) - 0xe0000)).join(
      "",
    );
    return {
      quote: said.length <= 200 ? said : `${said.slice(0, 199)}…`,
      around: said.slice(0, 2_000),
      reason: unseen,
      at: match.index,
    };
  });
}

/**
 * What of a text the rules need to know where a whole session does not fit into memory: the passages that direct an AI, with what
 * stands around them; empty for nearly every text.
 */
export function directingPart(text: string): string {
  return directionsIn(text)
    .map(({ around, quote, reason }) => (reason === unseen ? hiddenAgain(quote) : around))
    .join("\n\n\n");
}

function hiddenAgain(said: string): string {
  return Array.from(said, (char) => String.fromCodePoint(0xe0000 + Math.min(0x7e, char.codePointAt(0) ?? 0x20))).join(
    "",
  );
}
