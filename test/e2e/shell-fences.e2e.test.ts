import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentSecurityPolicy } from "../../main/electron/page-files";
import { pageLoaded, startShell } from "./support/shell-app";
import type { ShellApp } from "./support/shell-app";
import { traversals } from "./support/shell-traversals";

let shell: ShellApp;
beforeAll(async () => {
  shell = await startShell();
});
afterAll(() => shell.close());

const entry = "app://bundle/index.html";
const windows = () => shell.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
const windowLog = () => readFileSync(join(shell.home, "logs", "window.log"), "utf8");

/** The page is where it was, alone, and still alive. */
async function expectUnmoved(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(shell.page.url()).toBe(entry);
  expect(await windows()).toBe(1);
  expect(await shell.page.textContent("h1")).toBe("Shell");
}

describe("the window's preferences", () => {
  // Electron reports a part of them; a unit test compares all that are asked for.
  it("reach Electron", async () => {
    const preferences = await shell.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      return contents.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      disableDialogs: true,
    });
    expect(preferences["enableBlinkFeatures"] ?? "").toBe("");
  });

  it("keep developer tools closed", async () => {
    const opened = await shell.app.evaluate(async ({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!;
      webContents.openDevTools();
      await new Promise((resolve) => setTimeout(resolve, 300));
      return webContents.isDevToolsOpened();
    });
    expect(opened).toBe(false);
  });
});

describe("the page's world", () => {
  // First of all: the tests below provoke violations.
  it("runs its own scripts and styles without a single violation", async () => {
    expect(await shell.page.evaluate("window.violations")).toEqual([]);
    expect(await shell.page.evaluate("getComputedStyle(document.querySelector('h1')).color")).toBe("rgb(1, 2, 3)");
  });

  it("has no Node and two functions", async () => {
    const seen = await shell.page.evaluate(() => {
      const scope = window as unknown as Record<string, unknown>;
      return {
        types: ["require", "process", "Buffer", "module", "global", "ipcRenderer", "electron"].map(
          (name) => typeof scope[name],
        ),
        keys: Object.keys(scope["countersign"] as object).sort(),
        functions: Object.values(scope["countersign"] as object).every((value) => typeof value === "function"),
        frozen: Object.isFrozen(scope["countersign"]),
      };
    });
    expect(seen).toEqual({
      types: Array<string>(7).fill("undefined"),
      keys: ["invoke", "subscribe"],
      functions: true,
      frozen: true,
    });
  });

  it("cannot be reached through the constructors of what it is given", async () => {
    const reached = await shell.page.evaluate(async () => {
      const { countersign } = window as unknown as { countersign: { invoke: (...all: unknown[]) => Promise<object> } };
      const found: string[] = [];
      await new Promise((resolve) => setTimeout(resolve, 0));
      for (const value of [countersign.invoke, await countersign.invoke("x", {})]) {
        try {
          const make = (value.constructor as FunctionConstructor).constructor as (body: string) => () => string;
          found.push(make("return typeof process")());
        } catch (error) {
          found.push((error as Error).name);
        }
      }
      return found;
    });
    expect(reached).toEqual(["EvalError", "EvalError"]);
  });

  it.each([
    ["eval", "eval('1')"],
    ["new Function", "new Function('return 1')()"],
    [
      "an inline script",
      "(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); if (!window.ran) throw new Error('blocked'); })()",
    ],
    ["innerHTML", "document.body.innerHTML = '<img src=x onerror=window.ran=1>'"],
    ["a second Trusted Types policy", "trustedTypes.createPolicy('other', {})"],
    ["fetch", "fetch('https://example.com/')"],
    ["fetch of its own files", "fetch('/index.html').then((r) => r.text())"],
    [
      "XMLHttpRequest",
      "new Promise((good, bad) => { const x = new XMLHttpRequest(); x.onload = good; x.onerror = bad; x.open('GET', 'https://example.com/'); x.send(); })",
    ],
    [
      "a WebSocket",
      "new Promise((good, bad) => { const s = new WebSocket('wss://example.com/'); s.onopen = good; s.onerror = () => bad(new Error('blocked')); })",
    ],
    [
      "an image of the network",
      "new Promise((good, bad) => { const i = new Image(); i.onload = good; i.onerror = () => bad(new Error('blocked')); i.src = 'https://example.com/x.png'; })",
    ],
    [
      "an image in its own address",
      "new Promise((good, bad) => { const i = new Image(); i.onload = good; i.onerror = () => bad(new Error('blocked')); i.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='; })",
    ],
    ["a service worker", "navigator.serviceWorker.register('/assets/worker.js')"],
    // After the wait: what the test tool evaluates is exempt from the policy until its first pause.
  ])("refuses %s", async (_what, script) => {
    const outcome = await shell.page.evaluate(
      `(async () => { await new Promise((r) => setTimeout(r, 0)); try { await (${script}); return "done"; } catch { return "blocked"; } })()`,
    );
    expect(outcome).toBe("blocked");
  });

  it("shows no dialogs and embeds no frame", async () => {
    const shown = await shell.page.evaluate(async () => {
      const frame = document.createElement("iframe");
      frame.src = "app://bundle/index.html";
      document.body.append(frame);
      await new Promise((resolve) => setTimeout(resolve, 200));
      let inside = "blocked";
      try {
        inside = frame.contentDocument?.querySelector("h1")?.textContent ?? "blocked";
      } catch {
        // Another origin: an error page.
      }
      frame.remove();
      return { inside, confirmed: window.confirm("x") };
    });
    expect(shown).toEqual({ inside: "blocked", confirmed: false });
  });
});

describe("a report that is looked at before it is written", () => {
  /** What an agent would like a report to do, past every escaping. */
  const hostile = `<!doctype html><html><head><title>Report</title>
    <meta http-equiv="refresh" content="0;url=https://example.com/refreshed">
    <style>@import "https://example.com/style.css"; body { background: url(https://example.com/ground.png); color: rgb(4, 5, 6); }</style>
    <script>document.title = "ran"; top.ran = 1; parent.postMessage("ran", "*");</script></head>
    <body onload="document.title = 'ran'"><p id="entry-1">A page</p>
    <img src="https://example.com/pixel.png" onerror="document.title = 'ran'"><img src="app://bundle/assets/page.js">
    <a id="out" href="https://example.com/out">out</a><a id="top" href="https://example.com/top" target="_top">top</a>
    <a id="new" href="https://example.com/new" target="_blank">new</a><a id="app" href="app://bundle/index.html">app</a>
    <a id="run" href="javascript:document.title='ran'">run</a><a id="load" href="app://preview/x" download>load</a>
    <a id="place" href="#entry-1">place</a>
    <form action="https://example.com/form" method="post"><button id="send">send</button></form>
    <iframe src="https://example.com/frame"></iframe><object data="https://example.com/object"></object></body></html>`;

  it("is shown from memory, and runs, fetches, sends and leads to nothing", async () => {
    const { page, app } = shell;
    const left = await app.evaluate(({ session }) => {
      const seen: string[] = [];
      (globalThis as unknown as { left: string[] }).left = seen;
      session.defaultSession.webRequest.onSendHeaders(({ url }) => void seen.push(url));
      return seen;
    });
    expect(left).toEqual([]);
    const address = await page.evaluate(async (html) => {
      const { countersign } = window as unknown as {
        countersign: { invoke(name: string, input: unknown): Promise<{ value: { address: string } }> };
      };
      const heard = window as unknown as { heard: unknown[]; ran?: number };
      heard.heard = [];
      window.addEventListener("message", ({ data }) => heard.heard.push(data));
      return (await countersign.invoke("report.preview", { html })).value.address;
    }, hostile);
    const show = () =>
      page.evaluate(async (src) => {
        document.querySelector("iframe")?.remove();
        const frame = document.createElement("iframe");
        frame.setAttribute("sandbox", "");
        frame.title = "Page of the report";
        const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
        frame.src = src;
        document.body.append(frame);
        await loaded;
      }, address);
    const inside = page.frameLocator('iframe[title="Page of the report"]');
    for (const id of ["out", "top", "new", "app", "run", "load", "send", "place"]) {
      await show();
      await inside.locator(`#${id}`).click();
      await expectUnmoved();
      // What leads away leaves the page as it is, or the frame empty.
      const now = page.frames().map((one) => one.url().replace(/#.*$/, ""));
      expect(now.every((url) => [entry, address, "chrome-error://chromewebdata/"].includes(url) || url === "")).toBe(
        true,
      );
    }
    await show();
    await inside.getByText("A page").waitFor();
    expect(await inside.locator("body").evaluate((body) => getComputedStyle(body).color)).toBe("rgb(4, 5, 6)");
    const frame = page.frames().find((one) => one.url().startsWith(address));
    expect(frame?.url().replace(/#.*$/, "")).toBe(address);
    expect(await frame?.title()).toBe("Report");
    expect(await frame?.evaluate("self.origin + typeof window.countersign")).toBe("nullundefined");
    expect(await page.evaluate("[window.heard, typeof window.ran]")).toEqual([[], "undefined"]);
    const sent = await app.evaluate(() => (globalThis as unknown as { left: string[] }).left);
    expect(sent.filter((url) => !url.startsWith("app://"))).toEqual([]);
    expect(sent.filter((url) => url.startsWith("app://bundle"))).toEqual([]);
    await page.evaluate("document.querySelector('iframe').remove()");
    await app.evaluate(({ session }) => session.defaultSession.webRequest.onSendHeaders(null));
  });

  it("is at no other address, and in no other window", async () => {
    const answers = await shell.app.evaluate(async ({ BrowserWindow }) => {
      const other = new BrowserWindow({ show: false });
      const load = (address: string) =>
        other.loadURL(address).then(
          () => "loaded",
          () => "cancelled",
        );
      const all = [await load(`app://preview/${"0".repeat(32)}`), await load("app://preview/nothing")];
      other.destroy();
      return all;
    });
    expect(answers).toEqual(["cancelled", "cancelled"]);
  });
});

describe("the app scheme", () => {
  it("sends the policy as a header, and every other header that holds the page in", async () => {
    const response = await shell.page.reload();
    await pageLoaded(shell.page);
    expect(response?.headers()).toMatchObject({
      "content-security-policy": contentSecurityPolicy,
      "x-content-type-options": "nosniff",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "referrer-policy": "no-referrer",
    });
  });

  it("gives none of the spellings of a way out anything but 404", async () => {
    const answers = await shell.app.evaluate(async ({ session }, addresses) => {
      const all: [string, string][] = [];
      for (const address of addresses) {
        try {
          const response = await session.defaultSession.fetch(address);
          all.push([address, `${response.status} ${await response.text()}`]);
        } catch (error) {
          all.push([address, `refused ${(error as Error).name}`]);
        }
      }
      return all;
    }, traversals);
    // Chromium itself resolves three spellings to the page's own address before the handler sees them.
    const page = ["app://bundle/index%2ehtml", "app://bundle:80/index.html", "app:/bundle/index.html"];
    const wrong = answers.filter(
      ([address, answer]) => !page.includes(address) && !/^(404 Not found$|refused )/.test(answer),
    );
    expect(wrong).toEqual([]);
    expect(answers.filter(([, answer]) => answer.startsWith("404")).length).toBeGreaterThanOrEqual(30);
    expect(JSON.stringify(answers)).not.toContain("outside of the page");
  });
});

describe("permissions", () => {
  it.each([
    ["camera", "navigator.mediaDevices.getUserMedia({ video: true })"],
    ["microphone", "navigator.mediaDevices.getUserMedia({ audio: true })"],
    ["screen", "navigator.mediaDevices.getDisplayMedia({ video: true })"],
    ["location", "new Promise((good, bad) => navigator.geolocation.getCurrentPosition(good, bad))"],
    ["notifications", "Notification.requestPermission().then((p) => { if (p !== 'granted') throw new Error(p); })"],
    ["MIDI", "navigator.requestMIDIAccess({ sysex: true })"],
    ["reading the clipboard", "navigator.clipboard.readText()"],
    ["writing the clipboard unasked", "navigator.clipboard.writeText('x')"],
    ["USB", "navigator.usb.requestDevice({ filters: [] })"],
    [
      "HID",
      "navigator.hid.requestDevice({ filters: [] }).then((d) => { if (d.length === 0) throw new Error('none'); })",
    ],
    ["serial ports", "navigator.serial.requestPort()"],
    ["Bluetooth", "navigator.bluetooth.requestDevice({ acceptAllDevices: true })"],
    ["pointer lock", "document.body.requestPointerLock()"],
    ["idle detection", "IdleDetector.requestPermission().then((p) => { if (p !== 'granted') throw new Error(p); })"],
    ["fonts", "queryLocalFonts().then((f) => { if (f.length === 0) throw new Error('none'); })"],
    ["screens", "getScreenDetails()"],
    ["keyboard lock", "navigator.keyboard.lock().then(() => { throw new Error('needs full screen'); })"],
    ["persistent storage", "navigator.storage.persist().then((p) => { if (!p) throw new Error('no'); })"],
    ["files", "showOpenFilePicker()"],
    ["folders", "showDirectoryPicker()"],
    ["wake lock", "navigator.wakeLock.request('screen')"],
    [
      "payment",
      "new PaymentRequest([{ supportedMethods: 'https://example.com/pay' }], { total: { label: 'x', amount: { currency: 'EUR', value: '1' } } }).show()",
    ],
  ])("are refused: %s", async (_name, script) => {
    const outcome = await shell.page.evaluate(
      `Promise.race([(async () => { try { await (${script}); return "granted"; } catch { return "refused"; } })(), new Promise((r) => setTimeout(r, 3000, "no answer"))])`,
    );
    expect(outcome).toBe("refused");
  });

  it("are denied when queried", async () => {
    const states = await shell.page.evaluate(async () => {
      const names = [
        "camera",
        "microphone",
        "geolocation",
        "notifications",
        "clipboard-read",
        "clipboard-write",
        "midi",
        "persistent-storage",
      ];
      return Promise.all(
        names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state),
      );
    });
    expect(states.filter((state) => state === "granted")).toEqual([]);
  });
});

describe("the clipboard", () => {
  it("takes text right after a press, and no longer a second later", async () => {
    await shell.page.evaluate(() => {
      const button = document.createElement("button");
      button.textContent = "Copy";
      button.id = "copy";
      document.body.append(button);
      const scope = window as unknown as { copied: Promise<string>; late: Promise<string> };
      const write = () =>
        navigator.clipboard.writeText("from a button").then(
          () => "copied",
          () => "refused",
        );
      button.addEventListener("click", () => {
        scope.copied = write();
        scope.late = new Promise((resolve) => setTimeout(() => resolve(write()), 1500));
      });
    });
    await shell.page.bringToFront();
    await shell.page.click("#copy");
    expect(await shell.page.evaluate("copied")).toBe("copied");
    expect(await shell.page.evaluate("late")).toBe("refused");
    await shell.page.evaluate("document.querySelector('#copy').remove()");
  });
});

describe("a worker", () => {
  it("starts from the app's Trusted Types policy, and not from a plain address", async () => {
    const outcomes = await shell.page.evaluate(async () => {
      const { trustedTypes } = window as unknown as {
        trustedTypes: { createPolicy(n: string, rules: object): { createScriptURL(address: string): string } };
      };
      const start = (address: string | URL) =>
        new Promise<string>((resolve) => {
          try {
            const worker = new Worker(address, { type: "module" });
            worker.onmessage = ({ data }) => resolve(String(data));
            worker.onerror = () => resolve("failed");
          } catch (error) {
            resolve((error as Error).name);
          }
        });
      const plain = await start(new URL("./assets/worker.js", location.href));
      const policy = trustedTypes.createPolicy("app", { createScriptURL: (address: string) => address });
      return [plain, await start(policy.createScriptURL("./assets/worker.js"))];
    });
    expect(outcomes).toEqual(["TypeError", "worker ran"]);
  });
});

describe("navigation", () => {
  const inPage = (script: string) => shell.page.evaluate(script);

  it.each([
    [
      "a click on a link",
      "(() => { const a = document.createElement('a'); a.href = 'https://example.com/'; document.body.append(a); a.click(); a.remove(); })()",
    ],
    [
      "a click on a link for a new window",
      "(() => { const a = document.createElement('a'); a.href = 'https://example.com/'; a.target = '_blank'; document.body.append(a); a.click(); a.remove(); })()",
    ],
    [
      "a download link",
      "(() => { const a = document.createElement('a'); a.href = URL.createObjectURL(new Blob(['x'])); a.download = 'x.exe'; document.body.append(a); a.click(); a.remove(); })()",
    ],
    [
      "a link to a file",
      "(() => { const a = document.createElement('a'); a.href = 'file:///etc/passwd'; document.body.append(a); a.click(); a.remove(); })()",
    ],
    ["location", "void (location.href = 'https://example.com/')"],
    ["another file of the bundle", "void (location.href = 'app://bundle/assets/page.js')"],
    ["a data address", "void (location.href = 'data:text/html,<h1>x</h1>')"],
    ["window.open", "void window.open('https://example.com/')"],
    ["window.open of nothing", "void window.open('about:blank')"],
    ["window.open of the page", "void window.open('app://bundle/index.html')"],
    [
      "a form",
      "(() => { const f = document.createElement('form'); f.method = 'post'; f.action = 'https://example.com/'; document.body.append(f); f.submit(); f.remove(); })()",
    ],
    [
      "a form to the bundle",
      "(() => { const f = document.createElement('form'); f.method = 'post'; f.action = 'app://bundle/index.html'; document.body.append(f); f.submit(); f.remove(); })()",
    ],
    [
      "a meta refresh",
      "(() => { const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = '0;url=https://example.com/'; document.head.append(m); m.remove(); })()",
    ],
    [
      "a webview",
      "(() => { const w = document.createElement('webview'); w.setAttribute('src', 'https://example.com/'); document.body.append(w); setTimeout(() => w.remove(), 50); })()",
    ],
    [
      "an object",
      "(() => { const o = document.createElement('object'); document.body.append(o); try { o.data = 'app://bundle/index.html'; } catch {} setTimeout(() => o.remove(), 50); })()",
    ],
  ])("does not happen by %s", async (_what, script) => {
    await inPage(script);
    await expectUnmoved();
  });

  it("does not happen by dropping a file on the page", async () => {
    await shell.page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(["<h1>dropped</h1>"], "x.html", { type: "text/html" }));
      for (const type of ["dragenter", "dragover", "drop"]) {
        document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
      }
    });
    await expectUnmoved();
  });

  it("is written down without the rest of the address", async () => {
    await inPage("void (location.href = 'https://example.com/path?secret-in-query')");
    await expectUnmoved();
    expect(windowLog()).toContain("Refused to go to https://example.com\n");
    expect(windowLog()).not.toContain("secret-in-query");
  });

  it("does not happen in a window that the page never opened either", async () => {
    const outcome = await shell.app.evaluate(async ({ BrowserWindow }) => {
      const other = new BrowserWindow({ show: false });
      const result = await other.loadURL("https://example.com/").then(
        () => "loaded",
        () => "cancelled",
      );
      other.destroy();
      return result;
    });
    expect(outcome).toBe("cancelled");
  });
});
