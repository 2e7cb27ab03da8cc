import * as z from "zod";
import { keyProtectionSchema } from "../model/audit-entry";
import { instantSchema } from "../model/ids";
import { procedure } from "./procedure";

const hostSchema = z.string().trim().min(1).max(300);
const loginSchema = z.string().trim().min(1).max(200);

export const githubTokenKindSchema = z.enum([
  "fine-grained",
  "classic",
  "app-user",
  "oauth",
  "installation",
  "unknown",
]);

/** What is left of GitHub's allowance, by its own words, and what was asked in the last hour. */
const budgetSchema = z.strictObject({
  limit: z.int().nonnegative().nullable(),
  remaining: z.int().nonnegative().nullable(),
  resetAt: instantSchema.nullable(),
  seenAt: instantSchema.nullable(),
  requests: z.int().nonnegative(),
  notModified: z.int().nonnegative(),
  writes: z.int().nonnegative(),
  blockedUntil: instantSchema.nullable(),
});
export type GitHubBudget = z.infer<typeof budgetSchema>;

const accountSchema = z.strictObject({
  host: z.string(),
  login: z.string(),
  /** GitHub's number of the account; the login may change. */
  id: z.int().nonnegative(),
  kind: githubTokenKindSchema,
  addedAt: instantSchema,
  /** When GitHub says that the token ends; null where it says nothing. */
  expiresAt: instantSchema.nullable(),
  /** Of a classic token. */
  scopes: z.array(z.string()).nullable(),
  protection: keyProtectionSchema,
  /** `expired`: somebody has to sign in again. */
  state: z.enum(["ready", "locked", "expired"]),
  /** What renews a token that ends; null where nothing does. */
  renewal: z
    .strictObject({
      /** When that ends, unless it is used before. */
      until: instantSchema.nullable(),
      /** Renewing began then, and has brought nothing yet. */
      begunAt: instantSchema.nullable(),
    })
    .nullable(),
  /** When and why the token could not be renewed any more. */
  ended: z.strictObject({ at: instantSchema, why: z.enum(["refused", "cut-short", "too-late"]) }).nullable(),
});
export type GitHubAccount = z.infer<typeof accountSchema>;

const signInStateSchema = z.strictObject({
  /** `none`: nothing is under way. `code`: the code is to be typed in the browser. */
  state: z.enum(["none", "code", "done", "failed"]),
  host: z.string().nullable(),
  userCode: z.string().nullable(),
  address: z.string().nullable(),
  expiresAt: instantSchema.nullable(),
  /** What it came to, in a sentence. */
  message: z.string().nullable(),
});
export type GitHubSignIn = z.infer<typeof signInStateSchema>;

const accountsStateSchema = z.strictObject({
  accounts: z.array(accountSchema),
  /** The token that the environment gives for github.com; null without one. It is not kept. */
  environment: z.strictObject({ variable: z.string(), kind: githubTokenKindSchema }).nullable(),
  /** What would keep a token that is added now. */
  offered: z.enum(["keychain", "basic_text", "passphrase", "file", "nothing"]),
  /** Client id of the app to sign in with in the browser, at github.com; null where none is set. */
  clientId: z.string().nullable(),
  signIn: signInStateSchema,
});
export type GitHubAccounts = z.infer<typeof accountsStateSchema>;

const addedSchema = z.strictObject({
  account: accountSchema,
  /** What should be known of the token, a sentence each. */
  warnings: z.array(z.string()),
});

const abilitySchema = z.strictObject({ may: z.enum(["yes", "no", "untried"]), why: z.string() });
const abilitiesSchema = z.strictObject({
  review: abilitySchema,
  comment: abilitySchema,
  labels: abilitySchema,
  assignees: abilitySchema,
  reviewers: abilitySchema,
  close: abilitySchema,
  status: abilitySchema,
  checks: abilitySchema,
});
export type GitHubAbilities = z.infer<typeof abilitiesSchema>;

export const githubProcedures = {
  "github.accounts": procedure(z.strictObject({}), accountsStateSchema),
  /** Keeps a token after GitHub has said whose it is. Nothing is written at GitHub. */
  "github.addToken": procedure(
    z.strictObject({
      host: hostSchema,
      token: z.string().max(1000),
      /** Kept without protection, where nothing better is at hand. */
      unprotected: z.boolean(),
      /** A classic token is taken although it reaches further than Countersign needs. */
      wide: z.boolean(),
      /** The number of the account that it has to speak for; null for any. */
      accountId: z.int().nonnegative().nullable(),
    }),
    addedSchema,
  ),
  /** Begins a sign-in by device code. Out: what is to be typed where. */
  "github.signIn": procedure(
    z.strictObject({ host: hostSchema, clientId: z.string().trim().max(100).nullable(), unprotected: z.boolean() }),
    signInStateSchema,
  ),
  "github.signInState": procedure(z.strictObject({}), signInStateSchema),
  "github.cancelSignIn": procedure(z.strictObject({}), signInStateSchema),
  /** Wipes the token and what was stored with it. It stays valid at GitHub until it is revoked there. */
  "github.signOut": procedure(
    z.strictObject({ host: hostSchema, login: loginSchema }),
    z.strictObject({ signedOut: z.boolean() }),
  ),
  /** Asks GitHub whose the token is, and holds that against what is kept. */
  "github.check": procedure(
    z.strictObject({ host: hostSchema, login: loginSchema.nullable() }),
    z.strictObject({
      login: z.string(),
      id: z.int().nonnegative(),
      expiresAt: instantSchema.nullable(),
      scopes: z.array(z.string()).nullable(),
    }),
  ),
  /** What the account may do in a repository, found out by reading alone. */
  "github.abilities": procedure(
    z.strictObject({
      host: hostSchema,
      login: loginSchema.nullable(),
      owner: z.string().min(1).max(100),
      repo: z.string().min(1).max(100),
    }),
    abilitiesSchema,
  ),
  "github.budget": procedure(
    z.strictObject({}),
    z.array(z.strictObject({ host: z.string(), login: z.string().nullable(), budget: budgetSchema })),
  ),
  /** Binds the reviewer's key to the account that a kept token speaks for: the log tells of it from then on. */
  "identity.github": procedure(
    z.strictObject({ host: hostSchema, login: loginSchema.nullable() }),
    z.strictObject({
      login: z.string(),
      accountId: z.int().nonnegative(),
      seq: z.int().nonnegative(),
      /** Whether the account lists the SSH key that the reviewer's key was bound to; null where it was bound to none. */
      sshListed: z.boolean().nullable(),
    }),
  ),
};
