import { isDocumentPath, isTestPath, pathWords } from "../path-class";
import { sighting, type FindingRule } from "../rule";

const areas: readonly (readonly [string, ReadonlySet<string>])[] = [
  [
    "authentication",
    new Set([
      "auth",
      "authn",
      "authentication",
      "oauth",
      "oauth2",
      "oidc",
      "saml",
      "sso",
      "login",
      "signin",
      "password",
      "passwords",
      "mfa",
      "totp",
    ]),
  ],
  [
    "permissions",
    new Set(["authz", "authorization", "authorisation", "permission", "permissions", "rbac", "acl", "acls", "iam"]),
  ],
  [
    "cryptography",
    new Set([
      "crypto",
      "cryptography",
      "encrypt",
      "encryption",
      "decrypt",
      "cipher",
      "signing",
      "keystore",
      "certs",
      "certificates",
      "tls",
    ]),
  ],
  ["payments", new Set(["payment", "payments", "billing", "refund", "refunds", "payout", "payouts"])],
  ["secrets", new Set(["secret", "secrets", "credential", "credentials", "vault"])],
];

export const sensitivePath: FindingRule = {
  id: "sensitive-path",
  title: "Sensitive path",
  rationale:
    "A mistake in authentication, permissions, cryptography, payments or secrets costs more than one elsewhere.",
  looksAt: ["files"],
  run({ attempt }) {
    return attempt.files.flatMap((file) => {
      if (isTestPath(file.path) || isDocumentPath(file.path)) return [];
      const words = pathWords(file.path);
      const area = areas.find(([, names]) => words.some((word) => names.has(word)));
      return area === undefined ? [] : [sighting("note", `${file.path} is about ${area[0]}.`, { path: file.path })];
    });
  },
};
