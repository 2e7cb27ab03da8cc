import type { Page } from "playwright";

/** What the core answered, not yet held against the contract. */
export interface PageAnswer {
  readonly ok: boolean;
  readonly value?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Asks the core from within the page, as the page itself does; an answer may come as text. */
export async function askPage(page: Page, name: string, input: unknown): Promise<PageAnswer> {
  const given: unknown = await page.evaluate(
    `window.countersign.invoke(${JSON.stringify(name)}, ${JSON.stringify(input)})`,
  );
  return (typeof given === "string" ? JSON.parse(given) : given) as PageAnswer;
}
