import { contextBridge, ipcRenderer } from "electron";
import { coreChannel, pageReadyChannel, shellChannel } from "./channels";
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

contextBridge.exposeInMainWorld("countersign", {
  invoke: (name: string, input: unknown) => page.transport.invoke(name, input),
  subscribe: (topic: string, listener: (payload: unknown) => void) => page.transport.subscribe(topic, listener),
});

// The empty document before the page has nobody to serve.
if (location.href !== "about:blank") ipcRenderer.send(pageReadyChannel);
