import type { Level, Permission } from "./routes";
import type { Person } from "./model";

/** A token, and what it may do. */
export interface Token {
  readonly text: string;
  readonly by: Person;
  readonly kind: "fine-grained" | "classic" | "app";
  /** Of fine-grained tokens and apps. `checks` is given to apps alone: GitHub has no such permission for the others. */
  readonly permissions: Partial<Record<Permission, Level>>;
  /** Of classic tokens. */
  readonly scopes: readonly string[];
  /** "owner/repo" in lower case, or all that the person sees. */
  readonly repositories: ReadonlySet<string> | "all";
  readonly expiresAt: string | null;
  /** Of an app's token that ends: milliseconds since the epoch. GitHub's headers do not tell it. */
  readonly until: number | null;
  revoked: boolean;
}

const asked: Token["permissions"] = {
  metadata: "read",
  contents: "read",
  pull_requests: "write",
  issues: "write",
  statuses: "write",
  actions: "read",
};

/** What Countersign asks for as an app, and what a fine-grained token can have of it. */
export const appPermissions: Token["permissions"] = { ...asked, checks: "read" };
export const tokenPermissions: Token["permissions"] = asked;
export const readPermissions: Token["permissions"] = {
  metadata: "read",
  contents: "read",
  pull_requests: "read",
  issues: "read",
  statuses: "read",
  actions: "read",
};

/** Whether a token has a permission; a classic one goes by its scopes. */
export function allows(token: Token, permission: Permission, level: Level): boolean {
  if (token.kind === "classic") return token.scopes.includes("repo");
  if (token.kind === "fine-grained" && permission === "checks") return false;
  const has = token.permissions[permission];
  return has === "write" || has === level;
}
