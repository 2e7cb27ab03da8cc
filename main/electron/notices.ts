import { app, BrowserWindow, Notification } from "electron";
import { ok } from "../../shared/result";
import type { Result } from "../../shared/result";

/** Settles the notification that is shown; there is one at a time. */
let settle: ((clicked: boolean) => void) | null = null;

/**
 * Shows a desktop notification in place of the one before. In: plain texts; what brings the window to the front. Out: whether it was clicked, once it was, was closed or
 * replaced; at once where the desktop shows none or the window has the focus.
 */
export function notify(
  texts: { readonly title: string; readonly body: string },
  focus: () => void,
): Promise<Result<{ clicked: boolean }>> {
  settle?.(false);
  const shown = BrowserWindow.getAllWindows().at(0);
  if (!Notification.isSupported() || shown === undefined || shown.isFocused())
    return Promise.resolve(ok({ clicked: false }));
  const notification = new Notification(texts);
  return new Promise((resolve) => {
    const done = (clicked: boolean): void => {
      if (settle !== done) return;
      settle = null;
      notification.close();
      resolve(ok({ clicked }));
    };
    settle = done;
    notification.on("click", () => {
      focus();
      done(true);
    });
    notification.on("close", () => {
      done(false);
    });
    notification.on("failed", () => {
      done(false);
    });
    notification.show();
  });
}

/** Counts on the app's icon where the desktop can show it. Out: whether it did. */
export function showBadge(count: number): Promise<Result<{ shown: boolean }>> {
  return Promise.resolve(ok({ shown: app.setBadgeCount(count) }));
}
