/** Files under a home folder that hold keys, tokens or what a browser keeps, and the machine's own password files. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\/\.ssh(?:$|\/(?!known_hosts|config$|authorized_keys$|[^/]*\.pub$))/, "SSH keys"],
  [/\/\.aws(?:$|\/(?:credentials|sso|cli\/cache))/, "AWS credentials"],
  [/\/\.(?:netrc|git-credentials|pypirc|vault-token|pgpass|my\.cnf)$|\/\.npmrc$/, "stored passwords"],
  [
    /\/\.docker\/config\.json$|\/\.kube(?:$|\/config)|\/\.config\/gcloud(?:\/|$)|\/\.azure(?:\/|$)|\/\.terraform\.d\/credentials/,
    "cloud credentials",
  ],
  [
    /\/\.config\/gh\/hosts\.yml$|\/\.config\/github-copilot(?:\/|$)|\/\.cargo\/credentials|\/\.gem\/credentials/,
    "access tokens",
  ],
  [/\/\.(?:claude\/\.credentials\.json|codex\/auth\.json|gemini\/oauth_creds\.json)$/, "the agent's own credentials"],
  [
    /\/\.gnupg(?:\/|$)|\/\.password-store(?:\/|$)|\/Library\/Keychains(?:\/|$)|\/\.local\/share\/keyrings(?:\/|$)/,
    "a key store",
  ],
  [
    /\/\.mozilla\/firefox(?:\/|$)|\/(?:google-chrome|chromium|BraveSoftware)(?:\/|$)|\/Google\/Chrome(?:\/|$)|\/Firefox\/Profiles(?:\/|$)/,
    "a browser profile",
  ],
  [/\/\.(?:bash|zsh|python|psql|mysql|node_repl)_history$/, "a command history"],
];
const system = /^\/etc\/(?:shadow|gshadow|sudoers|master\.passwd|ssl\/private)|^\/proc\/(?:\d+|\*)\/environ$/;
const home = /^(?:~|\/home\/[^/]+|\/Users\/[^/]+|\/root|[A-Za-z]:\/Users\/[^/]+)(?=\/)/;

/**
 * What a file holds that an agent has no business with.
 * In: a plain path, absolute or below `~`. Out: a few words, or null.
 */
export function sensitiveContent(path: string): string | null {
  if (system.test(path)) return "the machine's passwords";
  const at = home.exec(path)?.[0];
  if (at === undefined) return null;
  const below = path.slice(at.length);
  return secrets.find(([pattern]) => pattern.test(below))?.[1] ?? null;
}
