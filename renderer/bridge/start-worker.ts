/** The part of Trusted Types that this page uses; the compiler's own library does not describe it yet. */
interface ScriptUrlPolicy {
  createScriptURL(url: string): string;
}

declare global {
  interface Window {
    readonly trustedTypes?: {
      createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy;
    };
  }
}

const ownAssets = /^(?:app:\/\/bundle\/|https?:\/\/(?:127\.0\.0\.1|localhost)[:/])/u;

/**
 * The one policy that the window's content security policy allows, by this name and once: it lets workers be started
 * from the app's own files (in development from the server on this machine) and from nowhere else.
 */
const policy: ScriptUrlPolicy = window.trustedTypes?.createPolicy("app", { createScriptURL: own }) ?? {
  createScriptURL: own,
};

function own(url: string): string {
  const absolute = new URL(url, document.baseURI).href;
  if (!ownAssets.test(absolute))
    throw new TypeError(`a worker is started from the app's own files only, not from ${absolute}`);
  return absolute;
}

/** Starts a module worker. In: its address as Vite gives it (`import url from "./x.ts?worker&url"`), and a name for tools. */
export function startModuleWorker(url: string, name: string): Worker {
  return new Worker(policy.createScriptURL(url), { type: "module", name });
}
