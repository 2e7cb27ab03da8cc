import { FolderOpen } from "lucide-react";
import { useState } from "react";
import { windowTokenVariable, type IngestReport } from "../../shared/contract/app";
import { connectionNames, type ConnectionKind, type GitHubChoice } from "../../shared/model/connection";
import type { Problem } from "../../shared/result";
import { call, callShell } from "../bridge/client";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { Segmented } from "../ui/Segmented";
import { placeWord } from "./connection-words";
import { GitHubFields, loginsIn, OpenGitHubSettings } from "./GitHubFields";
import { IngestProgress } from "./IngestProgress";
import { FailedMessage } from "./QueryMessage";
import "./add-connection.css";

type Group = "folder" | "packs" | "repository" | "github" | "http";
const groups: readonly { readonly value: Group; readonly label: string }[] = [
  { value: "folder", label: "Folder of transcripts" },
  { value: "packs", label: "Evidence packs" },
  { value: "repository", label: "Git repository" },
  { value: "github", label: "GitHub" },
  { value: "http", label: "HTTP runner" },
];
type FolderKind = Exclude<ConnectionKind, "packs" | "repository" | "github" | "http">;
const folderKinds: readonly { readonly value: FolderKind; readonly label: string }[] = [
  { value: "folder", label: "Any" },
  { value: "claude-code", label: "Claude Code" },
  { value: "codex", label: "Codex" },
  { value: "gemini-cli", label: "Gemini CLI" },
  { value: "opencode", label: "OpenCode" },
  { value: "copilot-cli", label: "Copilot CLI" },
  { value: "openhands", label: "OpenHands" },
];

const explained: Readonly<Record<Group, string>> = {
  folder:
    "Which format a transcript has is found by its content. Naming the runner leaves out files that are no sessions.",
  packs: "A folder with evidence packs below it, each with its manifest.json.",
  repository: "Checkpoints and notes that agents left in the repository are read. The repository is never written to.",
  github:
    "Pull requests of agents in a repository on GitHub are read and followed. Nothing is written there before you decide.",
  http: "The runner is asked for its packs, and heard for new ones. Plain http is for runners on this machine.",
};

/** What signing in, or signing in again, puts right. */
const signInHelps = new Set(["github-token", "github-no-account", "github-locked", "github-forbidden"]);

export interface AddConnectionProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** It is connected and was read for the first time. In: its name, and what that brought. */
  readonly onConnected: (name: string, report: IngestReport) => void;
}

/** The form that connects what is not found by itself: a folder, a repository, an address. A problem is told in place. */
export function AddConnection({ open, onClose, onConnected }: AddConnectionProps) {
  return (
    <Dialog open={open} onClose={onClose} label="Add a connection" width={640}>
      <AddForm onClose={onClose} onConnected={onConnected} />
    </Dialog>
  );
}

function AddForm({ onClose, onConnected }: Omit<AddConnectionProps, "open">) {
  const [group, setGroup] = useState<Group>("folder");
  const [folderKind, setFolderKind] = useState<FolderKind>("folder");
  const [path, setPath] = useState("");
  const [name, setName] = useState("");
  const [tokenEnv, setTokenEnv] = useState("");
  const [choice, setChoice] = useState<GitHubChoice>({ login: null, take: "agents", authors: [] });
  const [authors, setAuthors] = useState("");
  const [reading, setReading] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const kind: ConnectionKind = group === "folder" ? folderKind : group;
  const badToken = group === "http" && tokenEnv !== "" && !windowTokenVariable.test(tokenEnv);
  const missing =
    path.trim() === ""
      ? group === "http"
        ? "The address is missing"
        : group === "github"
          ? "The repository is missing"
          : "The folder is missing"
      : badToken
        ? "The variable's name does not fit"
        : undefined;

  const connect = async () => {
    if (missing !== undefined || reading) return;
    setReading(true);
    setProblem(null);
    const result = await call("runners.connect", {
      kind,
      path: path.trim(),
      ...(name.trim() === "" ? {} : { name: name.trim() }),
      ...(group === "http" && tokenEnv !== "" ? { tokenEnv } : {}),
      ...(group === "github" ? { github: { ...choice, authors: loginsIn(authors) } } : {}),
    });
    setReading(false);
    if (!result.ok) {
      setProblem(result.error);
      return;
    }
    onClose();
    onConnected(name.trim() === "" ? connectionNames[kind] : name.trim(), result.value);
  };
  const choose = async () => {
    const picked = await callShell("shell.pick-folder", {});
    if (!picked.ok) setProblem(picked.error);
    else if (picked.value.path !== null) setPath(picked.value.path);
  };
  const enter = () => {
    void connect();
  };
  return (
    <div className="add-connection">
      <h2>Add a connection</h2>
      <Segmented
        label="What is connected"
        value={group}
        options={groups}
        onChange={(next) => {
          setGroup(next);
          setProblem(null);
        }}
      />
      <p className="small mid">{explained[group]}</p>
      {group === "folder" ? (
        <div className="add-connection-line">
          <span className="meta">Runner</span>
          <Segmented small label="Runner" value={folderKind} options={folderKinds} onChange={setFolderKind} />
        </div>
      ) : null}
      <div className="add-connection-line">
        <span className="meta">{placeWord(kind)}</span>
        <div className="row">
          <Field
            mono
            label={placeWord(kind)}
            value={path}
            onChange={setPath}
            placeholder={
              group === "http"
                ? "https://runner.example.org"
                : group === "github"
                  ? "OWNER/REPO, or its address"
                  : "/home/you/agents/night"
            }
            maxLength={4096}
            onEnter={enter}
          />
          {group === "http" || group === "github" ? null : (
            <Button
              icon={<Icon icon={FolderOpen} small />}
              onClick={() => {
                void choose();
              }}
            >
              Choose a folder
            </Button>
          )}
        </div>
      </div>
      {group === "github" ? (
        <GitHubFields choice={choice} onChange={setChoice} authors={authors} onAuthors={setAuthors} />
      ) : null}
      {group === "http" ? (
        <div className="add-connection-line">
          <span className="meta">Token from</span>
          <div>
            <Field
              mono
              label="Environment variable with the token"
              value={tokenEnv}
              onChange={setTokenEnv}
              placeholder="COUNTERSIGN_RUNNER_TOKEN, or empty"
              maxLength={100}
              problem={badToken ? "Capital letters, digits and _, beginning with COUNTERSIGN_" : undefined}
              onEnter={enter}
            />
            <p className={badToken ? "meta amber" : "meta"}>
              The name of an environment variable, beginning with COUNTERSIGN_. The token itself is never stored.
            </p>
          </div>
        </div>
      ) : null}
      <div className="add-connection-line">
        <span className="meta">Name</span>
        <Field
          label="Name"
          value={name}
          onChange={setName}
          placeholder={connectionNames[kind]}
          maxLength={100}
          onEnter={enter}
        />
      </div>
      {problem === null ? null : (
        <FailedMessage
          tried="Could not connect"
          thing={connectionNames[kind]}
          problem={problem}
          action={group === "github" && signInHelps.has(problem.code) ? <OpenGitHubSettings /> : undefined}
        />
      )}
      {reading ? <IngestProgress of={connectionNames[kind]} /> : null}
      <div className="add-connection-foot">
        <Button
          variant="primary"
          kbd="Enter"
          busy={reading}
          onClick={enter}
          {...(missing === undefined ? {} : { disabledReason: missing })}
        >
          Connect and read
        </Button>
        <Button variant="ghost" kbd="Esc" onClick={onClose}>
          {reading ? "Close, it goes on" : "Cancel"}
        </Button>
      </div>
    </div>
  );
}
