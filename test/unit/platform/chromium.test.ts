import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { chromiumPrinter, tookTooLong } from "../../../main/platform/chromium";

it.skipIf(process.platform === "win32")(
  "a browser that does not come to an end is ended, and said to be late",
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "countersign-test-"));
    try {
      const browser = path.join(folder, "browser");
      writeFileSync(browser, "#!/bin/sh\nexec sleep 60\n");
      chmodSync(browser, 0o700);
      const print = chromiumPrinter({ PATH: process.env["PATH"], COUNTERSIGN_CHROMIUM: browser }, 100);
      const done = await print(path.join(folder, "page.html"), path.join(folder, "paper.pdf"));
      expect(done).toMatchObject({
        ok: false,
        error: { code: "print-failed", place: browser, remedy: "The HTML report prints from any browser." },
      });
      expect(done.ok ? "" : done.error.message).toContain(tookTooLong);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
