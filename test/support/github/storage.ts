import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Where GitHub hands out artifacts: another host, which must never see a token. */
export class Storage {
  readonly requests: { readonly path: string; readonly withToken: boolean }[] = [];
  readonly #find: (artifact: number) => Buffer | null;
  #server: Server | null = null;
  #port = 0;

  constructor(find: (artifact: number) => Buffer | null) {
    this.#find = find;
  }

  get address(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? "/", this.address);
      this.requests.push({ path: url.pathname, withToken: request.headers.authorization !== undefined });
      const zip = this.#find(Number(/^\/artifact\/(\d+)$/.exec(url.pathname)?.[1]));
      if (zip === null) response.writeHead(404).end();
      else response.writeHead(200, { "content-type": "application/zip", "content-length": zip.length }).end(zip);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
