import { viewedRefusal } from "../../../shared/model/viewed-home";
import { useAppStatus } from "../../bridge/app-status";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { VerdictGlyph } from "../VerdictMark";
import "./core-banner.css";

/** Over the work while the data folder is only looked at: why, what follows, and what of it is not read. */
export function ViewedBanner() {
  const viewed = useAppStatus().value?.viewed ?? null;
  if (viewed === null) return null;
  const { sentence, notRead } = viewed;
  return (
    <section className="core-banner viewed-banner" aria-label="Open for reading only">
      <VerdictGlyph kind="unverifiable" size={16} />
      <div>
        <p>
          <strong>
            <SafeText text={sentence} />
          </strong>{" "}
          {viewedRefusal}
        </p>
        {notRead.length === 0 ? null : (
          <details>
            <summary>{`Not read by this version: ${formatPlural(notRead.length, "thing")}`}</summary>
            <ul>
              {notRead.map(({ what, rows }) => (
                <li key={what}>
                  <SafeText text={what} />
                  {`, ${formatPlural(rows, "row")}`}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}
