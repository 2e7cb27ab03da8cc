import { useState } from "react";
import { useTopic } from "../../bridge/use-topic";
import { announce } from "../../state/announce";
import { VerdictGlyph } from "../VerdictMark";
import "./core-banner.css";

/** Over the work while the core is lost: what that means, and that nothing typed is gone. */
export function CoreBanner({ onBack }: { readonly onBack: () => void }) {
  const [lost, setLost] = useState<string | null>(null);
  useTopic("core", (core) => {
    if (core.state === "lost") setLost(core.message);
    if (core.state === "ready" && lost !== null) {
      setLost(null);
      announce("The core is back. What was recorded is there; drafts were kept.");
      onBack();
    }
  });
  if (lost === null) return null;
  return (
    <div className="core-banner" role="alert">
      <VerdictGlyph kind="contradicted" size={16} />
      <p>
        <strong>{lost === "" ? "The core was lost and is being started again." : lost}</strong> Drafts are kept, what is
        on screen stays as it was read.
      </p>
    </div>
  );
}
