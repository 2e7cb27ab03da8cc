import type { Session, WebContents } from "electron";
import { developmentPolicy } from "./page-files";

/** What the fences let through: the page's own address, and in development the server of it. */
export interface FencePlan {
  /** Address of the page. */
  readonly entry: string;
  /** Origin of the page. */
  readonly origin: string;
  /** Development server, null in everything users run. */
  readonly server: URL | null;
  readonly note: (text: string) => void;
  /** Whether a frame of the page may show what lies at an address. */
  readonly mayFrame: (address: string) => boolean;
}

/** True when a request may leave the page at all: files of the page itself, blobs it made, the developer tools. */
export function mayRequest(address: string, plan: Pick<FencePlan, "origin" | "server">): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol === "blob:") return url.pathname.startsWith(`${plan.origin}/`);
  if (url.protocol === "devtools:") return plan.server !== null;
  if (plan.server !== null) return url.host === plan.server.host && /^(http|ws):$/.test(url.protocol);
  return address.startsWith(`${plan.origin}/`);
}

/** True only for loading the page itself anew; its fragment is its own business. */
export function mayNavigate(address: string, plan: Pick<FencePlan, "entry">): boolean {
  return URL.canParse(address) && address.replace(/#.*$/s, "") === plan.entry;
}

// When the person last pressed a key or a button, as the window's process saw it: the page cannot make this up.
const lastPress = new WeakMap<WebContents, number>();
const pressCountsForMs = 1000;

/** Text may be copied right after a press, as from a Copy button. It is the one thing that is ever granted. */
function mayCopy(permission: string, contents: WebContents): boolean {
  const pressed = lastPress.get(contents);
  const recent = pressed !== undefined && performance.now() - pressed < pressCountsForMs;
  return permission === "clipboard-sanitized-write" && recent;
}

/** A session that grants nothing but copying by a button, downloads nothing and reaches no network. */
export function fenceSession(session: Session, plan: FencePlan): void {
  session.setPermissionRequestHandler((contents, permission, decide) => {
    const granted = mayCopy(permission, contents);
    if (!granted) plan.note(`Refused permission: ${permission}`);
    decide(granted);
  });
  session.setPermissionCheckHandler((contents, permission) => contents !== null && mayCopy(permission, contents));
  session.setDevicePermissionHandler(() => false);
  // Answering without a stream is how a request is refused here.
  session.setDisplayMediaRequestHandler((_request, decide) => decide({}));
  session.on("select-hid-device", (event, _details, choose) => {
    event.preventDefault();
    choose();
  });
  session.on("select-serial-port", (event, _ports, _contents, choose) => {
    event.preventDefault();
    choose("");
  });
  session.on("select-usb-device", (event, _details, choose) => {
    event.preventDefault();
    choose();
  });
  session.on("will-download", (event) => {
    plan.note("Refused a download.");
    event.preventDefault();
  });
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((request, decide) => {
    const allowed =
      mayRequest(request.url, plan) || (request.resourceType === "subFrame" && plan.mayFrame(request.url));
    // The address is an agent's text and may hold what it found: the log gets its scheme and host only.
    if (!allowed) plan.note(`Refused a request: ${describe(request.url)}`);
    decide({ cancel: !allowed });
  });
  const { server } = plan;
  if (server !== null) {
    session.webRequest.onHeadersReceived((response, decide) => {
      decide({
        responseHeaders: { ...response.responseHeaders, "Content-Security-Policy": [developmentPolicy(server)] },
      });
    });
  }
}

/** A document that goes nowhere, opens nothing and embeds nothing but reports that it previews. */
export function fenceContents(contents: WebContents, plan: FencePlan): void {
  const stay = (event: { preventDefault(): void; url: string; isMainFrame: boolean }): void => {
    if (event.isMainFrame ? mayNavigate(event.url, plan) : plan.mayFrame(event.url)) return;
    plan.note(`Refused to go to ${describe(event.url)}`);
    event.preventDefault();
  };
  contents.on("will-frame-navigate", stay);
  contents.on("will-navigate", stay);
  contents.on("will-redirect", stay);
  contents.on("input-event", (_event, { type }) => {
    if (type === "mouseUp" || type === "keyDown" || type === "rawKeyDown") lastPress.set(contents, performance.now());
  });
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.on("select-bluetooth-device", (event, _devices, choose) => {
    event.preventDefault();
    choose("");
  });
  contents.on("login", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    plan.note(`Refused a window for ${describe(url)}`);
    return { action: "deny" };
  });
  contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");
}

function describe(address: string): string {
  if (!URL.canParse(address)) return "an unreadable address";
  const url = new URL(address);
  return `${url.protocol}//${url.host}`;
}
