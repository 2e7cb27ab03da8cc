import { useKeys } from "../../state/keys";
import { back, go } from "../../state/route";
import { openSearch } from "../../state/search";

export interface FrameKeys {
  /** Opens the map of keys, the palette, the panel of long work. */
  readonly open: (what: "keys" | "palette" | "activity") => void;
  /** Leaving is Escape's too: the screen is not one of the sidebar's. */
  readonly escapes: boolean;
}

/** The keys that work everywhere. */
export function useFrameKeys({ open, escapes }: FrameKeys): void {
  useKeys("app", [
    { key: "?", label: "Keys", group: "Help", run: () => open("keys") },
    { key: "Mod+k", label: "Commands", group: "Help", whileTyping: true, run: () => open("palette") },
    { key: "g w", label: "Activity", group: "Help", run: () => open("activity") },
    { key: "Mod+Shift+f", label: "Search everything", group: "Go", whileTyping: true, run: () => openSearch() },
    { key: "/", label: "Search everything", group: "Go", unlisted: true, run: () => openSearch() },
    { key: "g i", label: "Inbox", group: "Go", run: () => go({ screen: "inbox" }) },
    { key: "g f", label: "Search", group: "Go", run: () => go({ screen: "search" }) },
    { key: "g a", label: "Audit log", group: "Go", run: () => go({ screen: "audit" }) },
    { key: "g x", label: "Outbox", group: "Go", run: () => go({ screen: "outbox" }) },
    { key: "g t", label: "Rota", group: "Go", run: () => go({ screen: "rota" }) },
    { key: "g y", label: "Policy", group: "Go", run: () => go({ screen: "policy" }) },
    { key: "g r", label: "Runners", group: "Go", run: () => go({ screen: "runners" }) },
    { key: "g s", label: "Settings", group: "Go", run: () => go({ screen: "settings" }) },
    { key: "g n", label: "New contract", group: "Go", run: () => go({ screen: "contract" }) },
    { key: "g o", label: "Open contract", group: "Go", run: () => go({ screen: "contract", start: "open" }) },
    { key: "Alt+ArrowLeft", label: "Back", group: "Go", unlisted: escapes, run: back },
    ...(escapes ? [{ key: "Escape", label: "Back", group: "Go", run: back }] : []),
  ]);
}
