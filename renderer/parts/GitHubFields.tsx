import type { GitHubAccounts } from "../../shared/contract/github";
import type { GitHubChoice } from "../../shared/model/connection";
import { useQuery, type Query } from "../bridge/use-query";
import { go } from "../state/route";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { SafeText } from "../ui/SafeText";
import { Segmented } from "../ui/Segmented";

const takes = [
  { value: "agents", label: "Agents" },
  { value: "bots", label: "Agents and bots" },
  { value: "all", label: "Everyone" },
] as const;

const explained: Readonly<Record<GitHubChoice["take"], string>> = {
  agents:
    "Those of Copilot, Codex, Claude, Cursor, Devin, Jules and others. Those of people and bots are counted, not read.",
  bots: "Those of agents, and those of Dependabot, Renovate and other programs that work by rule.",
  all: "Every pull request that is open or changed in the last two weeks, whoever made it.",
};

const anyAccount = "";

export interface GitHubFieldsProps {
  readonly choice: GitHubChoice;
  readonly onChange: (choice: GitHubChoice) => void;
  /** The authors as they are being typed. */
  readonly authors: string;
  readonly onAuthors: (text: string) => void;
}

/** With which account a repository of GitHub is read, and whose pull requests are taken. */
export function GitHubFields({ choice, onChange, authors, onAuthors }: GitHubFieldsProps) {
  const known = useQuery("github.accounts", {}, { scopes: ["settings"] });
  const accounts = known.value?.accounts ?? [];
  return (
    <>
      <div className="add-connection-line">
        <span className="meta">Account</span>
        <div>
          {accounts.length === 0 ? null : (
            <Segmented
              small
              label="Account"
              value={choice.login ?? anyAccount}
              options={[
                { value: anyAccount, label: "Whichever fits" },
                ...accounts.map(({ login, host }) => ({
                  value: login,
                  label: host === "github.com" ? login : `${login} on ${host}`,
                })),
              ]}
              onChange={(login) => {
                onChange({ ...choice, login: login === anyAccount ? null : login });
              }}
            />
          )}
          <AccountNote known={known} login={choice.login} />
        </div>
      </div>
      <div className="add-connection-line">
        <span className="meta">Pull requests</span>
        <div>
          <Segmented
            small
            label="Whose pull requests are taken"
            value={choice.take}
            options={takes}
            onChange={(take) => {
              onChange({ ...choice, take });
            }}
          />
          <p className="meta">{explained[choice.take]}</p>
        </div>
      </div>
      {choice.take === "all" ? null : (
        <div className="add-connection-line">
          <span className="meta">And of</span>
          <Field
            mono
            label="Authors whose pull requests are taken too"
            value={authors}
            onChange={onAuthors}
            placeholder="logins, or empty"
            maxLength={1000}
          />
        </div>
      )}
    </>
  );
}

/** Goes to where accounts are signed in. */
export function OpenGitHubSettings() {
  return (
    <Button
      small
      onClick={() => {
        go({ screen: "settings", section: "github" });
      }}
    >
      Open GitHub in the settings
    </Button>
  );
}

/** What the account that would be asked with is missing, and where that is put right. Nothing where it is ready. */
function AccountNote({ known, login }: { readonly known: Query<GitHubAccounts>; readonly login: string | null }) {
  if (known.problem !== undefined)
    return (
      <div className="meta amber">
        <SafeText text={`The accounts could not be read: ${known.problem.message} ${known.problem.remedy ?? ""}`} />
      </div>
    );
  if (known.value === undefined) return null;
  const { accounts, environment } = known.value;
  const [only, ...more] = accounts;
  if (only === undefined)
    return environment === null ? (
      <div className="meta">
        No account is signed in: public repositories can be read, 60 requests an hour. <OpenGitHubSettings />
      </div>
    ) : (
      <p className="meta">{`The token of ${environment.variable} is used for github.com; it is not kept.`}</p>
    );
  const meant = login === null ? (more.length === 0 ? only : undefined) : accounts.find((one) => one.login === login);
  if (meant === undefined || meant.state === "ready") return null;
  const missing =
    meant.state === "locked"
      ? "Its token is locked: give the passphrase of your signing key, or sign in again."
      : "Its sign-in is over: sign in again. Nothing is asked with it before.";
  return (
    <div className="meta amber">
      <SafeText text={`${meant.login} on ${meant.host}. ${missing}`} /> <OpenGitHubSettings />
    </div>
  );
}

/** The logins in a text: parted by commas or spaces, with or without an @. */
export function loginsIn(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).map((one) => one.replace(/^@/, "")))].filter((one) => one !== "");
}
