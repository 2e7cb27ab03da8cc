import { drawAppearance, keptAppearance } from "./state/kept-appearance";
import "./styles/tokens.css";
import "./styles/base.css";
import "./app.css";
import "./parts/frame/sidebar.css";
import "./parts/frame/status-bar.css";
import "./start.css";

// The page's first script is as small as its first picture, which is the frame in index.html: everything else comes behind it.

/** Out: resolved when the frame is on the screen, or after a moment where nothing is drawn, as in a window that is hidden. */
function framePainted(): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, 300);
    requestAnimationFrame(() => {
      // The picture is made right after this; the next task comes behind it.
      setTimeout(() => {
        clearTimeout(late);
        resolve();
      });
    });
  });
}

async function open(): Promise<void> {
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  drawAppearance(keptAppearance());
  await framePainted();
  try {
    const { openDesk } = await import("./desk");
    openDesk(root);
  } catch (error) {
    const said = document.getElementById("start-said");
    if (said !== null) said.textContent = `The window could not be opened: ${String(error)}. Quit and start it again.`;
    throw error;
  }
}

void open();
