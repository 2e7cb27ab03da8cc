import { isLockPath } from "../package-files";
import { isDocumentPath, isSnapshotPath, isTestPath, notHandwritten, pathWords } from "../path-class";
import { sighting, type FindingRule } from "../rule";

interface Area {
  readonly name: string;
  /** One of these anywhere in the path. */
  readonly words: ReadonlySet<string>;
  /** Two words next to each other: each alone is too common to tell. */
  readonly pairs: ReadonlySet<string>;
}

function area(name: string, words: string, pairs: string): Area {
  return { name, words: new Set(words.split(" ")), pairs: new Set(pairs.split(",")) };
}

const areas: readonly Area[] = [
  area(
    "authentication",
    "auth authn authentication authenticate authenticator oauth oauth2 oidc openid saml sso ldap login logins logout signin signup password passwords passwd passkey passkeys webauthn mfa totp jwt jwks csrf xsrf",
    "access token,refresh token,bearer token,token service,token store,sign in,log in",
  ),
  area(
    "permissions",
    "authz authorization authorisation authorize authorizer permission permissions rbac abac acl acls iam privilege privileges entitlement entitlements sudoers",
    "access control,access policy,role binding",
  ),
  area(
    "cryptography",
    "crypto cryptography encrypt encryption encryptor decrypt decryption cipher ciphers signing hmac keystore keyring certs certificate certificates tls ssl pki x509",
    "private key,key pair,signing key,signing keys",
  ),
  area("payments", "payment payments billing refund refunds payout payouts stripe paypal chargeback", "credit card"),
  area("secrets", "secret secrets credential credentials vault kms apikey apikeys", "api key,api keys,secret key"),
];

/** "Session" also means other things: a folder or file of that name, or what keeps a person's session. */
const session =
  /^(?:user[-_]?)?sessions?$|^(?:user[-_]?)?sessions?[-_.]?(?:store|manager|middleware|cookies?|tokens?|auth|guard|handler|controller|repository|factory)$|^cookies?[-_]?(?:session|store|jar)?$/i;

export const sensitivePath: FindingRule = {
  id: "sensitive-path",
  title: "Sensitive path",
  rationale:
    "A mistake in authentication, permissions, cryptography, sessions, payments or secrets costs more than one elsewhere.",
  looksAt: ["files"],
  run({ attempt }) {
    const names = projectNames(attempt.files.map(({ path }) => path));
    return attempt.files.flatMap(({ path }) => {
      if (isTestPath(path) || isDocumentPath(path) || isLockPath(path) || isSnapshotPath(path)) return [];
      if (
        notHandwritten(path) !== null ||
        /^\.github\/(?:ISSUE_TEMPLATE|DISCUSSION_TEMPLATE)\//i.test(path) ||
        /\.(?:css|scss|less|svg|ico|woff2?|map)$/i.test(path)
      )
        return [];
      const name = areaOf(
        path
          .split("/")
          .filter((part) => !names.has(part))
          .join("/"),
      );
      return name === null ? [] : [sighting("note", `${path} is about ${name}.`, { path })];
    });
  },
};

/** Rails, Laravel and others keep who may do what in a folder of policies, one file a model. */
const policyFile = /(?:^|\/)policies\/(?:.+\/)?\w*policy\.[a-z]+$/i;
const projectFile =
  /^(?:README\.\w+|Dockerfile|Makefile|package\.json|pyproject\.toml|setup\.py|requirements\.txt|go\.mod|Cargo\.toml|pom\.xml|mix\.exs)$/i;

/** Names of folders that hold the whole change and a project's own files: the project's name, which tells no part of it. */
function projectNames(paths: readonly string[]): ReadonlySet<string> {
  const [first, ...rest] = paths.map((path) => path.split("/"));
  return new Set(
    first === undefined || rest.length < 2
      ? []
      : first
          .slice(0, -1)
          .filter(
            (name) =>
              rest.every((parts) => parts.slice(0, -1).includes(name)) &&
              paths.some((path) => path.split("/").at(-2) === name && projectFile.test(path.split("/").at(-1) ?? "")),
          ),
  );
}

function areaOf(path: string): string | null {
  if (policyFile.test(path)) return "permissions";
  const words = pathWords(path);
  const found = areas.find(({ words: own, pairs }) =>
    words.some((word, index) => own.has(word) || pairs.has(`${word} ${words[index + 1] ?? ""}`)),
  );
  if (found !== undefined) return found.name;
  return path.split("/").some((part) => session.test(part.replace(/\.[^.]*$/, ""))) ? "sessions" : null;
}
