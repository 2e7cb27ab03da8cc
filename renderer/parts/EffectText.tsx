import { SafeText } from "../ui/SafeText";
import "./effect-text.css";

export interface EffectTextProps {
  readonly text: string | null;
  readonly inline: readonly { readonly place: string; readonly text: string }[];
}

/** What an effect says elsewhere, character by character: Markdown is not drawn, it is shown as it is sent. */
export function EffectText({ text, inline }: EffectTextProps) {
  return (
    <div className="effect-text">
      {text === null ? (
        <p className="mid">It has no text.</p>
      ) : (
        <pre tabIndex={0} aria-label="Text">
          <SafeText text={text} code />
        </pre>
      )}
      {inline.map((one, index) => (
        <div key={index}>
          <p className="dim">
            <SafeText text={`On ${one.place}`} />
          </p>
          <pre tabIndex={0} aria-label={`Text on ${one.place}`}>
            <SafeText text={one.text} code />
          </pre>
        </div>
      ))}
    </div>
  );
}
