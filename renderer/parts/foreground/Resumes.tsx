import { Copy } from "lucide-react";
import type { Resume } from "../../../shared/contract/foreground";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";

/** How the sessions of an attempt are gone on with in their own runners; none is made up. */
export function Resumes({ resume }: { readonly resume: readonly Resume[] }) {
  return (
    <section className="foreground-part" aria-label="Go on with the agent">
      <h3>Go on with the agent</h3>
      {resume.length === 0 ? (
        <p className="small mid">No session of it is here: there is nothing to go on with.</p>
      ) : (
        <ul className="foreground-list">
          {resume.map((one) => (
            <Line key={`${one.runner} ${one.session}`} resume={one} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({ resume }: { readonly resume: Resume }) {
  const { runner, title, line, why, folder, source } = resume;
  const copy = async () => {
    if (line === null) return;
    try {
      await navigator.clipboard.writeText(line);
      announce("The command is copied. Run it in the folder that is named with it.");
    } catch {
      announce("Could not copy: the window has no access to the clipboard.");
    }
  };
  return (
    <li className="foreground-row">
      <div className="foreground-facts">
        <div className="small">
          <span className="medium">{runner}</span>
          {title === null ? null : (
            <span className="mid">
              {" "}
              <SafeText text={title} />
            </span>
          )}
        </div>
        {line === null ? (
          <div className="small amber">
            <SafeText text={why ?? "No resume command is known."} />
          </div>
        ) : (
          <>
            <code className="foreground-line" aria-label="Resume command">
              {line}
            </code>
            <div className="small mid">
              Run it in{" "}
              {folder === null ? (
                "the folder the session worked in, which is not recorded"
              ) : (
                <SafeText text={folder} code className="mono" />
              )}
            </div>
            <div className="small dim">{source}</div>
          </>
        )}
      </div>
      {line === null ? null : (
        <Button
          small
          variant="ghost"
          icon={<Icon icon={Copy} small />}
          label={`Copy: ${line}`}
          onClick={() => void copy()}
        >
          Copy
        </Button>
      )}
    </li>
  );
}
