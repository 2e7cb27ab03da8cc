import type { Transport } from "../../shared/contract/wire";

declare global {
  interface Window {
    /** Put there by preload; absent when the page is opened outside the app. */
    readonly countersign?: Transport;
  }
}

/** The two functions preload offers. Throws where the page was opened outside the app: nothing works there. */
export function transport(): Transport {
  const found = window.countersign;
  if (found === undefined) throw new Error("This page works inside Countersign only: window.countersign is missing.");
  return found;
}
