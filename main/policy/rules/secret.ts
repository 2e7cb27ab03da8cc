import { addedLines } from "../added-lines";
import { baseName } from "../command-line";
import { sighting, type FindingRule } from "../rule";

interface Shape {
  readonly name: string;
  readonly pattern: RegExp;
}

/** Token shapes as their issuers document them. Each is prefixed and long, so a match is hardly ever chance. */
const shapes: readonly Shape[] = [
  { name: "AWS access key id", pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { name: "GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9_]{60,255})\b/ },
  { name: "GitLab token", pattern: /\bglpat-[A-Za-z0-9_-]{20,}\b/ },
  { name: "Stripe live key", pattern: /\b(?:sk|rk)_live_[A-Za-z0-9]{16,}\b/ },
  { name: "webhook signing secret", pattern: /\bwhsec_[A-Za-z0-9+/]{24,}={0,2}/ },
  { name: "Slack token", pattern: /\bxox[abeprs]-[A-Za-z0-9-]{20,}\b/ },
  {
    name: "Slack webhook address",
    pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/[A-Za-z0-9]{20,}/,
  },
  { name: "Anthropic key", pattern: /\bsk-ant-[A-Za-z0-9_-]{24,}/ },
  { name: "OpenAI key", pattern: /\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{40,}\b/ },
  { name: "Google API key", pattern: /\bAIza[A-Za-z0-9_-]{35}\b/ },
  { name: "npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { name: "PyPI token", pattern: /\bpypi-AgEI[A-Za-z0-9_-]{40,}/ },
  { name: "SendGrid key", pattern: /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b/ },
  { name: "JSON web token", pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/ },
  { name: "private key", pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/ },
  {
    name: "password in an address",
    pattern:
      /\b[a-z][a-z0-9+]*:\/\/[^\s:/@"'{}$<>]+:(?!(?:password|pass|secret|postgres|root|admin|user|example|\*+)@)[^\s:/@"'{}$<>]{8,}@(?!localhost|127\.|example\.)/,
  },
];
/** Printed in its issuer's own documents. */
const documented = new Set(["AKIAIOSFODNN7EXAMPLE"]);
const keyName =
  /(?<name>(?<![A-Za-z0-9_.-])[A-Za-z0-9_.-]{0,60}?(?:secret|passw(?:or)?d|token|api[_-]?key|private[_-]?key|access[_-]?key|signing[_-]?key|client[_-]?secret)[A-Za-z0-9_]*)["']?\s*(?::|=>?|:=)\s*["'`](?<value>[A-Za-z0-9+/_=.-]{20,200})["'`]/i;
const notSecretName =
  /(?:digest|hash|id|url|uri|path|name|type|header|field|prefix|length|expir\w*|public\w*|param\w*|placeholder)$/i;
const placeholder =
  /(?:example|changeme|change-me|placeholder|your[-_]|dummy|sample|redacted|xxxx|test[-_]?(?:key|token|secret)|0{6}|1234567|abcdef)/i;
const locks = /(?:lock\.json|lock\.yaml|\.lock|\.lockb|go\.sum)$/;

export const secret: FindingRule = {
  id: "secret",
  title: "Secret",
  rationale:
    "A secret in the history is public to everyone who can read the repository, and stays so after it is removed.",
  looksAt: ["added-lines"],
  run({ patch }) {
    const out = [];
    for (const { file, text, line } of addedLines(patch)) {
      const found = known(text) ?? (locks.test(baseName(file.path)) ? null : named(text));
      if (found !== null)
        out.push(sighting("serious", found, { path: file.path, line, side: line === null ? null : "new" }));
    }
    return out;
  },
};

function known(text: string): string | null {
  for (const shape of shapes) {
    const match = shape.pattern.exec(text)?.[0];
    if (match === undefined || documented.has(match)) continue;
    return shape.name === "private key"
      ? "The header of a private key."
      : `The shape of a ${shape.name}: ${masked(match)}.`;
  }
  return null;
}

function named(text: string): string | null {
  const match = keyName.exec(text);
  const name = match?.groups?.["name"] ?? "";
  const value = match?.groups?.["value"] ?? "";
  if (value === "" || notSecretName.test(name) || placeholder.test(value)) return null;
  // Words with dots or dashes are settings keys and host names, not key material.
  if (!/[0-9]/.test(value) || !/[A-Za-z]/.test(value) || /^[a-z]+(?:[._-][a-z]+)+\d*$/i.test(value)) return null;
  const bits = entropy(value);
  if (bits < 3.5) return null;
  return `${name} is set to a value that looks random: ${masked(value)}.`;
}

/** Never the whole: the first four characters and the length are enough to find it. */
function masked(value: string): string {
  return `${value.slice(0, 4)}… (${value.length} characters)`;
}

/** Shannon entropy in bits per character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
