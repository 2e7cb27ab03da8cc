import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hashLeaf } from "../../../renderer/screens/audit/leaf-hash";

describe("hashLeaf", () => {
  it("is SHA-256 over a zero byte and the bytes", async () => {
    // The empty leaf's hash as certificate transparency logs give it (RFC 6962 test vectors).
    expect(await hashLeaf("")).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    const own = createHash("sha256")
      .update(Buffer.from([0]))
      .update("é", "utf8")
      .digest("hex");
    expect(await hashLeaf("é")).toBe(own);
  });
});
