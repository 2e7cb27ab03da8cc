/** What is known of who sent a message to this process. */
export interface Sender {
  /** The frame, or null when it is already gone or was replaced. */
  readonly senderFrame: { readonly origin: string; readonly parent: unknown } | null;
  readonly sender: { readonly id: number };
}

/**
 * True only for the top frame of our own window showing our own page. Anything else (another window, a frame inside
 * the page, a document of another origin, a frame that is gone) is refused.
 * @param origin the page's origin
 * @param windowId id of the window's WebContents; null when there is no window
 */
export function isOurPage(event: Sender, origin: string, windowId: number | null): boolean {
  const { senderFrame, sender } = event;
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === origin && sender.id === windowId;
}
