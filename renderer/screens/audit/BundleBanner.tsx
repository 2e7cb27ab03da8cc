import { KeyRound } from "lucide-react";
import { useState } from "react";
import type { AuditBar, OpenedBundle } from "../../../shared/contract/audit";
import { threatStatement } from "../../../shared/review/threat-statement";
import { VerdictGlyph, type GlyphKind } from "../../parts/VerdictMark";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatCount, formatDigest, formatList, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { IntegrityBar } from "./IntegrityBar";
import { closeBundle, openBundle, useBundle, type Pins } from "./opened-bundle";
import "./bundle.css";

const verdicts: Readonly<
  Record<OpenedBundle["verdict"], { readonly glyph: GlyphKind; readonly tone: string; readonly says: string }>
> = {
  ANCHORED: {
    glyph: "backed",
    tone: "green",
    says: "it holds, its keys are pinned, and an anchor outside of it agrees",
  },
  CONSISTENT: { glyph: "backed", tone: "green", says: "it holds and its keys are pinned; no outside anchor agrees" },
  UNPINNED: { glyph: "unverifiable", tone: "violet", says: "it holds in itself, by keys that only the bundle names" },
  DIVERGED: { glyph: "contradicted", tone: "red", says: "it is another history than one already known" },
  INVALID: { glyph: "contradicted", tone: "red", says: "it does not hold" },
  UNSUPPORTED: { glyph: "contradicted", tone: "red", says: "it cannot be read as a bundle" },
};

/** Whose bundle is shown, what the verifier says of it, and the keys it would have to be held against. */
export function BundleBanner({ opened, bar }: { readonly opened: OpenedBundle; readonly bar: AuditBar | undefined }) {
  const { verdict, people, from, to, withheld, decisions } = opened;
  const { glyph, tone, says } = verdicts[verdict];
  return (
    <section className="integrity bundle" aria-label="Bundle">
      <div className="integrity-top">
        <h2 className={tone} role={tone === "red" ? "alert" : undefined}>
          <VerdictGlyph kind={glyph} size={16} />
          {verdict}
          <span className="integrity-when">{says}</span>
        </h2>
        <Button small onClick={closeBundle}>
          Back to this machine’s log
        </Button>
      </div>
      <p className="bundle-whose">
        {opened.own ? "A bundle of this machine’s own log" : "Another log than this machine’s"}
        {people.length === 0 ? "" : ", decisions by "}
        {people.length === 0 ? null : <SafeText text={formatList(people)} />}
        {`: entries ${formatCount(from)} to ${formatCount(to - 1)}, ${formatPlural(decisions, "decision")}, ${formatCount(withheld)} withheld. `}
        <span className="mono">
          <SafeText text={opened.path} code />
        </span>
      </p>
      {bar === undefined ? null : (
        <IntegrityBar bar={bar} kind={tone === "red" ? "diverged" : "verified"} brokenAt={null} foreign />
      )}
      {opened.problems.length === 0 ? null : (
        <ul className="bundle-problems red">
          {opened.problems.slice(0, 5).map((problem) => (
            <li key={problem}>
              <SafeText text={problem} />
            </li>
          ))}
          {opened.problems.length > 5 ? <li>{`${formatCount(opened.problems.length - 5)} more`}</li> : null}
        </ul>
      )}
      <div className="bundle-said">
        <Said title="Proved" lines={opened.proved} />
        <Said title="Not proved" lines={opened.notProved} />
      </div>
      <PinnedKeys opened={opened} />
      <p className="integrity-proof">{threatStatement.join(" ")}</p>
      <p className="meta">
        <SafeText text={`Verified by ${opened.verifier}. Nothing of the bundle enters this machine’s log.`} />
      </p>
    </section>
  );
}

function Said({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <details>
      <summary>{`${title}, ${formatPlural(lines.length, "statement")}`}</summary>
      <ul>
        {lines.map((line) => (
          <li key={line}>
            <SafeText text={line} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** A key is the log's where it bears the log's name, else a reviewer's. */
function withPin({ logKeys, reviewerKeys }: Pins, text: string, origin: string): Pins {
  return text.startsWith(`${origin}+`)
    ? { logKeys: [...logKeys, text], reviewerKeys }
    : { logKeys, reviewerKeys: [...reviewerKeys, text] };
}

function PinnedKeys({ opened }: { readonly opened: OpenedBundle }) {
  const { pins, busy } = useBundle();
  const [text, setText] = useState("");
  const asked = opened.pinsAskedFor;
  const pinned = [...pins.logKeys, ...pins.reviewerKeys];
  const pin = () => {
    const key = text.trim();
    if (key === "") return;
    void openBundle(opened.path, withPin(pins, key, opened.origin)).then(() => {
      setText("");
    });
  };
  if (asked.length === 0 && pinned.length === 0) return null;
  return (
    <div className="bundle-pins">
      <ul aria-label="Keys">
        {asked.map(({ role, vkey, name }) => (
          <li key={vkey}>
            <Icon icon={KeyRound} small className={pinned.includes(vkey) ? "green" : "dim"} />
            {role === "log" ? "Log’s key" : "Reviewer’s key"} <SafeText text={name} />
            <span className="mono" title={vkey}>
              {formatDigest(vkey.split("+")[1] ?? vkey, 8)}
            </span>
            <span className={pinned.includes(vkey) ? "green" : "dim"}>
              {pinned.includes(vkey) ? "pinned" : "named by the bundle alone"}
            </span>
          </li>
        ))}
      </ul>
      <div className="bundle-pin">
        <Field
          label="Key given by its owner"
          value={text}
          onChange={setText}
          placeholder="Paste a key that its owner gave you: NAME+HASH+KEY"
          mono
          maxLength={8000}
          onEnter={pin}
        />
        <Button small busy={busy !== null} onClick={pin}>
          Verify with this key
        </Button>
      </div>
    </div>
  );
}
