import { createServer, request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { openGitRelay, type GitRelay } from "../../../main/platform/git-relay";

let relay: GitRelay | null = null;
const upstream = createServer((_request, response) => response.writeHead(200).end("refs"));

afterEach(async () => {
  relay?.close();
  await new Promise((done) => upstream.close(done));
});

/** The status of asking the relay with a header as a client of any kind may send it. */
function ask(address: string, path: string, word: string | null, method = "GET"): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = word === null ? {} : { "countersign-relay": word };
    request(`${address}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}

describe("the relay of a repository on this machine", () => {
  it("lets in its own word alone, passes on a fetch alone, and survives any other header", async () => {
    await new Promise<void>((up) => upstream.listen(0, "127.0.0.1", up));
    const place = upstream.address();
    const port = typeof place === "object" && place !== null ? place.port : 0;
    relay = await openGitRelay({ base: `http://127.0.0.1:${String(port)}`, headers: {} }, "demo/app");
    const word = (relay.env["GIT_CONFIG_VALUE_0"] ?? "").replace(/^countersign-relay: /, "");
    const refs = "/info/refs?service=git-upload-pack";
    // As long as the word, with a letter that is two bytes in UTF-8.
    for (const wrong of [null, "", word.slice(1), `${word}0`, `é${word.slice(1)}`, "é".repeat(word.length)])
      expect(await ask(relay.address, refs, wrong), String(wrong)).toBe(404);
    expect(await ask(relay.address, refs, word)).toBe(200);
    expect(await ask(relay.address, "/info/refs?service=git-receive-pack", word)).toBe(404);
    expect(await ask(relay.address, "/git-receive-pack", word, "POST")).toBe(404);
  });
});
