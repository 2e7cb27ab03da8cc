import { use, type ComponentType } from "react";

const all: (() => Promise<unknown>)[] = [];

/**
 * A component whose code is not part of the page's first scripts. In: how it is imported. It is fetched when it is drawn, or by
 * `fetchLate`. Drawn before it is here it suspends; a fetch that failed is thrown, and tried again at the next drawing.
 */
export function lately<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let here: ComponentType<P> | null = null;
  let coming: Promise<ComponentType<P>> | null = null;
  const fetch = () => {
    coming ??= load().then(
      (component) => (here = component),
      (error: unknown) => {
        coming = null;
        throw error;
      },
    );
    return coming;
  };
  all.push(fetch);
  return function Late(props: P) {
    const Component = here ?? use(fetch());
    return <Component {...props} />;
  };
}

/** Fetches what is not here yet, one after the other while the page has nothing else to do. Out: ends it. */
export function fetchLate(): () => void {
  let next = 0;
  let waiting = 0;
  const go = () => {
    waiting = requestIdleCallback(() => {
      const fetch = all[next];
      next += 1;
      // A fetch that fails now is tried again, and told, when its component is drawn.
      if (fetch !== undefined) void fetch().then(go, go);
    });
  };
  go();
  return () => {
    next = all.length;
    cancelIdleCallback(waiting);
  };
}
