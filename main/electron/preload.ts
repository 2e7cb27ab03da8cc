import { contextBridge, ipcRenderer, webUtils } from "electron";
import { coreChannel, escapeChannel, pageReadyChannel, shellChannel } from "./channels";
import { namesFrom } from "./name-lists";
import { createPageTransport } from "./preload-transport";

// Everything the page gets is the two functions of `Transport`: no ipcRenderer, no event object, no port.
const page = createPageTransport(
  namesFrom(process.argv),
  (name, input) => ipcRenderer.invoke(shellChannel, { name, input }),
  () => performance.now(),
);

ipcRenderer.on(coreChannel, (event, message: unknown) => {
  const port = event.ports[0] ?? null;
  if (port !== null) port.onmessage = ({ data }) => page.fromCore(data);
  page.fromShell(message, port);
});

ipcRenderer.on(escapeChannel, () => page.escaped());

contextBridge.exposeInMainWorld("countersign", {
  invoke: (name: string, input: unknown) => page.transport.invoke(name, input),
  subscribe: (topic: string, listener: (payload: unknown) => void) => page.transport.subscribe(topic, listener),
});

// Only this script can tell where a dropped file lies, and only for files that a person really drops: the page is told their
// paths as it is told of any topic, and cannot ask for those of others.
window.addEventListener(
  "drop",
  (event) => {
    if (!event.isTrusted || event.dataTransfer === null) return;
    page.dropped(
      [...event.dataTransfer.files].map((file) => webUtils.getPathForFile(file)).filter((path) => path !== ""),
    );
  },
  { capture: true },
);

// The empty document before the page has nobody to serve.
if (location.href !== "about:blank") ipcRenderer.send(pageReadyChannel);
