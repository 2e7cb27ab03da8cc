import type { Page } from "playwright";

/** What an invocation gave, as the page sees it. */
export interface Answer {
  ok: boolean;
  value?: unknown;
  error?: { code: string; message: string };
}

/** Calls the transport from inside the page. */
export function invoke(page: Page, name: string, input: unknown): Promise<Answer> {
  return page.evaluate(
    ([given, value]) => {
      const { countersign } = window as unknown as { countersign: { invoke(n: string, i: unknown): Promise<Answer> } };
      return countersign.invoke(given, value);
    },
    [name, input] as const,
  );
}

/** Starts to collect what a topic publishes; read it back with `heard`. */
export function listen(page: Page, topic: string): Promise<void> {
  return page.evaluate((name) => {
    const scope = window as unknown as {
      countersign: { subscribe(t: string, listener: (payload: unknown) => void): () => void };
      heard?: Record<string, unknown[]>;
    };
    const heard = (scope.heard ??= {});
    const list = (heard[name] ??= []);
    scope.countersign.subscribe(name, (payload) => list.push(payload));
  }, topic);
}

/** What a topic has published since `listen`. */
export function heard(page: Page, topic: string): Promise<unknown[]> {
  return page.evaluate(
    (name) => (window as unknown as { heard?: Record<string, unknown[]> }).heard?.[name] ?? [],
    topic,
  );
}
