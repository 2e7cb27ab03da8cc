import { useState } from "react";
import type { GitHubAbilities as Abilities, GitHubAccount } from "../../../shared/contract/github";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { FailedMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { SafeText } from "../../ui/SafeText";
import { Setting } from "./Section";

const acts: Readonly<Record<keyof Abilities, string>> = {
  review: "Review",
  comment: "Comment",
  labels: "Set labels",
  assignees: "Assign",
  reviewers: "Request reviewers",
  close: "Close",
  status: "Set a status",
  checks: "Read checks",
};
const words = { yes: "Yes", no: "No", untried: "Not tried" } as const;

/** What an account may do in a repository, found out by reading alone. */
export function GitHubAbilities({ accounts }: { readonly accounts: readonly GitHubAccount[] }) {
  const [repository, setRepository] = useState("");
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<{ readonly name: string; readonly may: Abilities } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const at = addressOf(repository.trim());
  const look = async () => {
    if (at === null || busy) return;
    setBusy(true);
    const login = accounts.find(({ host }) => host === at.host)?.login ?? null;
    const looked = await call("github.abilities", { ...at, login });
    setBusy(false);
    setProblem(looked.ok ? null : looked.error);
    setFound(looked.ok ? { name: `${at.owner}/${at.repo}`, may: looked.value } : null);
    if (!looked.ok) return;
    const count = (word: string) => String(Object.values(looked.value).filter(({ may }) => may === word).length);
    announce(
      `${at.owner}/${at.repo}: ${String(Object.keys(looked.value).length)} acts. Allowed: ${count("yes")}. Not allowed: ${count("no")}. Not tried: ${count("untried")}.`,
    );
  };
  return (
    <Setting
      name="What it may do"
      detail="Found out by reading alone. Fine-grained tokens do not say what they were given: what is not tried yet shows when it is."
    >
      <div className="github-part">
        {problem === null ? null : <FailedMessage thing="the repository" problem={problem} />}
        <Field
          mono
          label="Repository"
          placeholder="OWNER/REPO"
          value={repository}
          maxLength={400}
          onChange={setRepository}
          onEnter={() => void look()}
        />
        <Button
          busy={busy}
          onClick={() => void look()}
          {...(at === null ? { disabledReason: "Name a repository: OWNER/REPO." } : {})}
        >
          Look
        </Button>
        {found === null ? null : (
          <table className="github-abilities" aria-label={`What may be done in ${found.name}`}>
            <tbody>
              {Object.entries(found.may).map(([act, { may, why }]) => (
                <tr key={act}>
                  <th scope="row">{acts[act as keyof Abilities]}</th>
                  <td className={may === "no" ? "amber" : undefined}>{words[may]}</td>
                  <td className="small mid">
                    <SafeText text={why} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Setting>
  );
}

/** OWNER/REPO, or an address of a host that is signed in to. */
function addressOf(text: string): { readonly host: string; readonly owner: string; readonly repo: string } | null {
  const [, host = "github.com", owner, repo] =
    /^(?:https:\/\/([a-z0-9.-]+)\/)?([\w.-]{1,100})\/([\w.-]{1,100}?)(?:\.git)?\/?$/.exec(text) ?? [];
  return owner === undefined || repo === undefined ? null : { host, owner, repo };
}
