/** A kind of secret by the shape its issuer gives it. */
interface SecretShape {
  readonly name: string;
  readonly pattern: RegExp;
  /** Text that must stand in the line, lower case: a cheap look before the pattern's. */
  readonly hint: string;
}

/** Token shapes as their issuers document them. Each is prefixed and long, so a match is hardly ever chance. */
const shapes: readonly SecretShape[] = [
  { name: "AWS access key id", hint: "a", pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b/ },
  { name: "GitHub token", hint: "gh", pattern: /\bgh[pousr]_[A-Za-z0-9]{36,251}\b/ },
  { name: "GitHub token", hint: "github_pat_", pattern: /\bgithub_pat_[A-Za-z0-9_]{60,255}\b/ },
  { name: "GitLab token", hint: "gl", pattern: /\bgl(?:pat|dt|rt|ptt|cbt|soat|ft|imt|agent)-[A-Za-z0-9_-]{20,300}\b/ },
  { name: "Stripe live key", hint: "_live_", pattern: /\b(?:sk|rk)_live_[A-Za-z0-9]{16,247}\b/ },
  { name: "webhook signing secret", hint: "whsec_", pattern: /\bwhsec_[A-Za-z0-9+/]{24,128}={0,2}/ },
  { name: "Slack token", hint: "xox", pattern: /\bxox[abeprs]-[A-Za-z0-9-]{20,300}\b/ },
  { name: "Slack app token", hint: "xapp-", pattern: /\bxapp-\d-[A-Z0-9]{5,40}-\d{5,40}-[a-f0-9]{30,128}\b/ },
  {
    name: "Slack webhook address",
    hint: "hooks.slack.com",
    pattern: /hooks\.slack\.com\/(?:services|workflows)\/T[A-Z0-9]{6,40}\/[AB][A-Z0-9]{6,40}\/[A-Za-z0-9/]{20,80}/,
  },
  {
    name: "Discord webhook address",
    hint: "/api/webhooks/",
    pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[A-Za-z0-9_-]{60,80}/,
  },
  { name: "Anthropic key", hint: "sk-ant-", pattern: /\bsk-ant-[A-Za-z0-9_-]{24,200}/ },
  {
    name: "OpenAI key",
    hint: "sk-",
    pattern: /\bsk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,200}|[A-Za-z0-9]{48})\b/,
  },
  { name: "OpenRouter key", hint: "sk-or-", pattern: /\bsk-or-v1-[a-f0-9]{64}\b/ },
  { name: "Google API key", hint: "aiza", pattern: /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/ },
  { name: "Google OAuth secret", hint: "gocspx-", pattern: /\bGOCSPX-[A-Za-z0-9_-]{28}(?![A-Za-z0-9_-])/ },
  { name: "npm token", hint: "npm_", pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { name: "PyPI token", hint: "pypi-", pattern: /\bpypi-AgE[A-Za-z0-9_-]{40,300}/ },
  { name: "RubyGems key", hint: "rubygems_", pattern: /\brubygems_[a-f0-9]{48}\b/ },
  { name: "crates.io token", hint: "cio", pattern: /\bcio[A-Za-z0-9]{32}\b/ },
  { name: "Hugging Face token", hint: "hf_", pattern: /\bhf_[A-Za-z0-9]{34,40}\b/ },
  { name: "SendGrid key", hint: "sg.", pattern: /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/ },
  { name: "Mailgun key", hint: "key-", pattern: /\bkey-[a-f0-9]{32}\b/ },
  { name: "Twilio key", hint: "sk", pattern: /\bSK[a-f0-9]{32}\b/ },
  { name: "DigitalOcean token", hint: "_v1_", pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/ },
  { name: "Vault token", hint: "hv", pattern: /\bhv[sbr]\.[A-Za-z0-9_-]{24,200}/ },
  { name: "Databricks token", hint: "dapi", pattern: /\bdapi[a-f0-9]{32}\b/ },
  { name: "Shopify token", hint: "shp", pattern: /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/ },
  { name: "Linear key", hint: "lin_api_", pattern: /\blin_api_[A-Za-z0-9]{40}\b/ },
  { name: "Telegram bot token", hint: ":aa", pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/ },
  { name: "Azure storage key", hint: "accountkey=", pattern: /\bAccountKey=[A-Za-z0-9+/]{86}==/ },
  {
    name: "Azure client secret",
    hint: "8q~",
    pattern: /\b[A-Za-z0-9_~.]{3}8Q~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/,
  },
  {
    name: "JSON web token",
    hint: "eyj",
    pattern: /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000}/,
  },
  {
    name: "password in an address",
    hint: "://",
    pattern:
      /\b[a-z][a-z0-9+]{1,20}:\/\/[^\s:/@"'`{}$<>()]{1,100}:(?!(?:password|passwd|pass|pwd|secret|postgres|root|admin|user|example|token|changeme|mysecret\w*|my[-_]?pass\w*|\*+|x+|\.+)@)[^\s:/@"'`{}$<>()]{8,200}@(?!localhost|127\.|0\.0\.0\.0|example\.|host[:/]|db[:/]|postgres[:/]|redis[:/]|mysql[:/])/,
  },
];
const privateKey = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/;

/** Words that somebody writes who writes no secret. */
const standIn =
  /(?:example|changeme|change-me|placeholder|your[-_]|dummy|sample|redacted|xxxx|fake|mock|test[-_]?(?:key|token|secret)|0{6}|1234567890|abcdefgh|foobar|deadbeef|not[-_]?a[-_]?real|<|\*\*\*|\.\.\.)/i;
/** The token in every introduction to JSON web tokens. */
const printedToken = /SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c|TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ/;

/** A secret in a line: what it is called, and the text itself, which is never to be shown whole. */
export interface KnownSecret {
  readonly name: string;
  /** Null for the header of a private key, which is no secret itself. */
  readonly value: string | null;
}

/** Finds a secret by the shape its issuer gives it, stand-ins and printed examples left out. */
export function knownSecret(text: string, next: string | null): KnownSecret | null {
  if (!mayHoldShape(text)) return null;
  const lower = text.toLowerCase();
  for (const { name, hint, pattern } of shapes) {
    if (!lower.includes(hint)) continue;
    const value = pattern.exec(text)?.[0];
    if (value === undefined || standIn.test(value) || printedToken.test(value) || new Set(value.slice(-16)).size < 4)
      continue;
    return { name, value };
  }
  return lower.includes("-----begin") && isKeyHead(text, next) ? { name: "private key", value: null } : null;
}

/** The shortest run of such characters that a shape has. */
const leastRun = 20;

/** A cheap look: every shape has a long run of letters, digits and a few signs, stands in an address, or heads a key. */
function mayHoldShape(text: string): boolean {
  let run = 0;
  for (let at = 0; at < text.length; at += 1) {
    run = inRun[text.charCodeAt(at)] === 1 ? run + 1 : 0;
    if (run === leastRun) return true;
  }
  return text.includes("://") || text.includes("-----");
}

const inRun = new Uint8Array(128);
for (const char of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/~.-")
  inRun[char.charCodeAt(0)] = 1;

/** A header alone on its line, or one that key material follows: code that looks for the header holds no key. */
function isKeyHead(text: string, next: string | null): boolean {
  const head = privateKey.exec(text);
  if (head === null) return false;
  const rest = text.slice(head.index + head[0].length).replace(/\\[nr]/g, "");
  if (/[A-Za-z0-9+/]{40}/.test(rest)) return true;
  return (
    text.trim() === head[0] &&
    (next === null || /^\s*(?:[A-Za-z0-9+/=]{24,}|(?:Proc-Type|Version|Comment):.*|)\s*$/.test(next))
  );
}

/** The end of such a name and what follows it: a cheap look before the whole, which begins anywhere. */
const namedValue =
  /(?:secret|passw(?:or)?d|passphrase|pwd|token|api[_-]?key|private[_-]?key|access[_-]?key|signing[_-]?key|encryption[_-]?key|account[_-]?key|auth[_-]?key|client[_-]?secret|credentials?)[A-Za-z0-9_]{0,40}["'\]]{0,2}\s{0,20}[:=]/i;
const secretName =
  /(?<name>(?<![A-Za-z0-9_.-])[A-Za-z0-9_.-]{0,60}?(?:secret|passw(?:or)?d|passphrase|pwd|token|api[_-]?key|private[_-]?key|access[_-]?key|signing[_-]?key|encryption[_-]?key|account[_-]?key|auth[_-]?key|client[_-]?secret|credentials?)[A-Za-z0-9_]{0,40})["'\]]{0,2}\s{0,20}(?::\s{0,4}(?:str|string|String|&str|&'static str)\s{0,4}=|:=|=>|[:=])\s{0,20}/i;
const quotedValue = /^(?:[a-z]{1,2})?(["'`])(?<value>[^"'`\s]{8,200})\1/i;
const bareValue = /^(?<value>[A-Za-z0-9+/_=.!@#%^&*~-]{12,200})\s*$/;
const notSecretName =
  /(?:digest|hash|id|ids|url|uri|endpoint|path|file|dir|name|names|type|types|kind|header|field|prefix|suffix|length|len|count|limit|max\w*|min\w*|budget|usage|expir\w*|ttl|public\w*|param\w*|placeholder|label|title|pattern|regex|format|version|index|env|var|variable|ref|message|error|hint|help|desc\w*|text|tokens)$|^(?:max|min|num|n|total|input|output|prompt|completion|css|design|syntax|public|next|page|cursor|sync|cancel\w*|lexer|parser)[_.-]?token|tokeniz|_?tokens?_(?:per|in|out|used)|csrf_?token_?name/i;
const dotted = /^[a-z]+(?:[A-Z][a-z]+)*(?:[._-][A-Za-z][a-z]*)+\d{0,3}$/;
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const knownDummy =
  /pass(?:w(?:or)?d)?|secret|admin|demo|user|hunter2|foo|bar|qwerty|letmein|welcome|test|1234|token|dev|local|default|none|null|undefined|string/i;

/**
 * Finds a value that looks random under a name that speaks of a secret: `apiKey: "..."`, `password = ...`.
 * In: the line; whether values may stand without quotes (settings files). Out: name and value, or null.
 */
export function namedSecret(text: string, bare: boolean): { readonly name: string; readonly value: string } | null {
  if (text.length > 2000 || !namedValue.test(text)) return null;
  const match = secretName.exec(text);
  const name = match?.groups?.["name"] ?? "";
  if (match === null || notSecretName.test(name)) return null;
  const rest = text.slice(match.index + match[0].length);
  const value =
    quotedValue.exec(rest)?.groups?.["value"] ??
    (bare ? bareValue.exec(rest.replace(/\s+#.*$/, ""))?.groups?.["value"] : undefined);
  if (value === undefined || standIn.test(value) || uuid.test(value) || dotted.test(value)) return null;
  if (/[${}()[\]\\]|^(?:https?:|\/|\.|process\.|os\.|env\.)|^sha\d+-/.test(value)) return null;
  return looksRandom(value, /passw|pwd|passphrase/i.test(name)) ? { name, value } : null;
}

/** Letters and digits mixed with little repetition, and not words; a password may be shorter, but then of three kinds of characters. */
function looksRandom(value: string, password: boolean): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (value.length < 20) {
    const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
    if (knownDummy.test(value) || kinds < 3) return false;
    return password ? entropy(value) >= 2.8 : value.length >= 16 && entropy(value) >= 3.2;
  }
  // Words and numbers put together with dashes, dots or capitals are names.
  const parts = value.split(/[-_.\s/]/);
  if (parts.length > 2 && parts.every((part) => /^(?:[a-z]{2,}|[A-Z]{2,}|[A-Z][a-z]+|\d{1,4}|v\d+)$/.test(part)))
    return false;
  return entropy(value) >= (/^[0-9a-f]+$/i.test(value) ? 3.0 : 3.5);
}

/** Shannon entropy in bits per character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
