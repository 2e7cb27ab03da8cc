import { useEffect, useState } from "react";
import type { GitHubAccounts, GitHubSignIn as SignInState } from "../../../shared/contract/github";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { openOutside } from "../../parts/open-outside";
import { FailedMessage } from "../../parts/QueryMessage";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatClock } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Setting } from "./Section";

interface Props {
  readonly state: GitHubAccounts;
  readonly onSaid: (text: string) => void;
}

const pollMs = 1500;
const needs =
  "It needs for the repositories you review: Metadata, Contents and Actions (read), Pull requests and Issues (read and write), Commit statuses (read; write to set them).";

/** Signing in: by a fine-grained token, or by a code in the browser where an app is set. */
export function GitHubSignIn({ state, onSaid }: Props) {
  const [host, setHost] = useState("github.com");
  const isWeak = state.offered === "nothing" || state.offered === "basic_text";
  const [unprotected, setUnprotected] = useState(false);
  const blocked = isWeak && !unprotected ? "Say first that it may be kept so." : undefined;
  return (
    <>
      <Setting
        name="Sign in with a token"
        detail={`A fine-grained token is the usual way: it reaches only the repositories you name. ${needs}`}
      >
        <div className="github-part">
          <Field label="Host" placeholder="github.com" value={host} maxLength={300} onChange={setHost} />
          {isWeak ? (
            <label className="signing-key-plain">
              <input
                type="checkbox"
                checked={unprotected}
                onChange={(event) => {
                  setUnprotected(event.target.checked);
                }}
              />
              <span>{weakWords[state.offered === "basic_text" ? "basic_text" : "nothing"]}</span>
            </label>
          ) : null}
          <TokenForm host={host} unprotected={unprotected} blocked={blocked} onSaid={onSaid} />
        </div>
      </Setting>
      <Setting
        name="Sign in through an app"
        detail={
          state.clientId === null
            ? "Countersign has no app of its own registered at GitHub, so a token is the usual way. Who has registered a GitHub App gives its client id here."
            : "A code is typed in the browser; the app says there what it may do."
        }
      >
        <DeviceForm state={state} host={host} unprotected={unprotected} blocked={blocked} onSaid={onSaid} />
      </Setting>
    </>
  );
}

const weakWords = {
  nothing: "Keep it in a plain file: any program of this account can read it",
  basic_text:
    "Keep it although this system’s keychain uses a password that every copy of the program knows: any program of this account can read it",
} as const;

interface FormProps {
  readonly host: string;
  readonly unprotected: boolean;
  readonly blocked: string | undefined;
  readonly onSaid: (text: string) => void;
}

function TokenForm({ host, unprotected, blocked, onSaid }: FormProps) {
  const [token, setToken] = useState("");
  const [wide, setWide] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const reason = token.trim() === "" ? "Paste the token." : blocked;
  const add = async () => {
    if (busy || reason !== undefined) return;
    setBusy(true);
    const added = await call("github.addToken", { host, token, unprotected, wide, accountId: null });
    setBusy(false);
    setProblem(added.ok ? null : added.error);
    if (!added.ok) return;
    // The page keeps nothing of it.
    setToken("");
    setWide(false);
    const { account, warnings } = added.value;
    onSaid([`Signed in to ${account.host} as ${account.login}.`, ...warnings].join(" "));
  };
  return (
    <>
      {problem === null ? null : <FailedMessage tried="Could not sign in" thing="with this token" problem={problem} />}
      <Field
        secret
        mono
        label="Token"
        placeholder="github_pat_…"
        value={token}
        maxLength={1000}
        onChange={setToken}
        onEnter={() => void add()}
      />
      {problem?.code === "github-scopes" ? (
        <label className="signing-key-plain">
          <input
            type="checkbox"
            checked={wide}
            onChange={(event) => {
              setWide(event.target.checked);
            }}
          />
          <span>Keep this token although it may do more than is needed</span>
        </label>
      ) : null}
      <span className="github-acts">
        <Button busy={busy} onClick={() => void add()} {...(reason === undefined ? {} : { disabledReason: reason })}>
          Sign in
        </Button>
        <Button
          variant="ghost"
          onClick={() => void openOutside(`https://${host.trim()}/settings/personal-access-tokens/new`)}
        >
          Make a token at GitHub
        </Button>
      </span>
    </>
  );
}

function DeviceForm({ state, host, unprotected, blocked, onSaid }: FormProps & { readonly state: GitHubAccounts }) {
  const [clientId, setClientId] = useState(state.clientId ?? "");
  const [signIn, setSignIn] = useState<SignInState>(state.signIn);
  const [problem, setProblem] = useState<Problem | null>(null);
  const waiting = signIn.state === "code";
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => {
      void call("github.signInState", {}).then((now) => {
        if (!now.ok || now.value.state === "code") return;
        setSignIn(now.value);
        if (now.value.state === "done") onSaid(now.value.message ?? "Signed in.");
      });
    }, pollMs);
    return () => {
      clearInterval(timer);
    };
  }, [waiting, onSaid]);
  const begin = async () => {
    const begun = await call("github.signIn", { host, clientId: clientId.trim(), unprotected });
    setProblem(begun.ok ? null : begun.error);
    if (begun.ok) setSignIn(begun.value);
  };
  const cancel = async () => {
    const ended = await call("github.cancelSignIn", {});
    if (ended.ok) setSignIn(ended.value);
  };
  const reason = clientId.trim() === "" ? "Give the client id of an app." : blocked;
  return (
    <div className="github-part">
      {problem === null ? null : <FailedMessage tried="Could not sign in" thing="through the app" problem={problem} />}
      {signIn.state === "failed" && signIn.message !== null ? (
        <p className="amber" role="alert">
          <SafeText text={signIn.message} />
        </p>
      ) : null}
      {waiting ? (
        <>
          <p>
            Type <strong className="mono github-code">{signIn.userCode}</strong> at{" "}
            <SafeText text={signIn.address ?? ""} />
            {signIn.expiresAt === null ? "." : `, before ${formatClock(signIn.expiresAt)}.`}
          </p>
          <span className="github-acts">
            <Button onClick={() => void openOutside(signIn.address ?? "")}>Open it in the browser</Button>
            <Button variant="ghost" onClick={() => void cancel()}>
              Cancel
            </Button>
          </span>
        </>
      ) : (
        <>
          <Field
            mono
            label="Client id"
            placeholder="Client id of a GitHub App"
            value={clientId}
            maxLength={100}
            onChange={setClientId}
          />
          <Button onClick={() => void begin()} {...(reason === undefined ? {} : { disabledReason: reason })}>
            Get a code
          </Button>
        </>
      )}
    </div>
  );
}
