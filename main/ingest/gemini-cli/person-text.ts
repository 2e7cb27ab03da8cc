/** Whose words a text in a message of type `user` is. */
export type PersonText =
  | { readonly kind: "person"; readonly typed: string; readonly attached: string | null }
  | { readonly kind: "injected"; readonly text: string }
  | { readonly kind: "summary"; readonly text: string };

const attachedStart = "--- Content from referenced files ---";
const injectedStarts = [
  "<session_context>",
  "<system-reminder>",
  "<hook_context>",
  "<system_note>",
  "This is the Gemini CLI. We are setting up the context",
  "This is Gemini CLI. We are setting up the context",
  "System: ",
  "[SYSTEM",
];

/** Tells a person's words from the runner's, and from the contents of files the person named with `@`. */
export function personText(text: string): PersonText {
  const start = text.trimStart();
  if (start.startsWith("<state_snapshot>") || start.startsWith("<compressed_")) return { kind: "summary", text };
  if (injectedStarts.some((one) => start.startsWith(one))) return { kind: "injected", text };
  const at = text.indexOf(attachedStart);
  if (at === -1) return { kind: "person", typed: text, attached: null };
  const typed = text.slice(0, at).trimEnd();
  return typed === "" ? { kind: "injected", text } : { kind: "person", typed, attached: text.slice(at) };
}

/** The working folder named in the text the runner puts before a conversation. */
export function namedFolder(text: string): string | null {
  return (
    /working in the (?:following )?director(?:y|ies):\s*(?:\n\s*-\s*)?([^\n]{1,4096})/i.exec(text)?.[1]?.trim() ?? null
  );
}
