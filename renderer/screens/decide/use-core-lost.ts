import { useState } from "react";
import { useTopic } from "../../bridge/use-topic";

/** Why nothing can be recorded now because the core is gone; null while it is there. */
export function useCoreLost(): string | null {
  const [lost, setLost] = useState<string | null>(null);
  useTopic("core", (core) => {
    setLost(
      core.state === "ready"
        ? null
        : "The core is not there. Nothing can be recorded until it is back; what you typed is kept.",
    );
  });
  return lost;
}
