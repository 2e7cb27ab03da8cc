import { StandingMark } from "../../parts/StandingMark";
import { TierMark } from "../../parts/TierMark";
import { VerdictMark } from "../../parts/VerdictMark";

/** Marks and texts as these settings draw them. */
export function Preview() {
  return (
    <figure className="settings-preview" aria-label="Preview">
      <figcaption className="meta">As it looks with these settings</figcaption>
      <div className="settings-preview-row">
        {(["low", "medium", "high", "critical"] as const).map((level) => (
          <TierMark key={level} level={level} />
        ))}
        {(["claimed", "observed", "attested", "re-run"] as const).map((standing) => (
          <StandingMark key={standing} standing={standing} word={false} />
        ))}
      </div>
      <div className="settings-preview-row">
        {(["backed", "contradicted", "stale", "unbacked", "unverifiable"] as const).map((kind) => (
          <VerdictMark key={kind} verdict={kind} />
        ))}
      </div>
      <div className="settings-preview-code">
        <div className="settings-preview-removed">− return total / parts.length</div>
        <div className="settings-preview-added">+ return parts.length === 0 ? 0 : total / parts.length</div>
      </div>
    </figure>
  );
}
