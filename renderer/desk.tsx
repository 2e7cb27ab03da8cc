import "./bridge/without-eval";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { restoreKeys } from "./state/keys";

/** Draws the app in place of the frame that the page began with. */
export function openDesk(root: HTMLElement): void {
  restoreKeys();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
