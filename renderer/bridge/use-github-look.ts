import { useEffect } from "react";
import { call } from "./client";

/** Says whether somebody looks at the window, while a repository of GitHub is connected: it is asked more often then. */
export function useGitHubLook(connected: boolean): void {
  useEffect(() => {
    if (!connected) return;
    const tell = () => {
      void call("github.look", { looking: document.hasFocus() });
    };
    tell();
    window.addEventListener("focus", tell);
    window.addEventListener("blur", tell);
    return () => {
      window.removeEventListener("focus", tell);
      window.removeEventListener("blur", tell);
    };
  }, [connected]);
}
