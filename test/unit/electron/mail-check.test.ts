import { describe, expect, it } from "vitest";
import { checkMail } from "../../../main/electron/mail-check";

describe("an e-mail that is handed to the mail program", () => {
  it.each(["mailto:dario@example.org?subject=a&body=b", "mailto:?subject=a%20b&body=%C3%BCber%0D%0Anext"])(
    "%s is",
    (url) => {
      expect(checkMail(url)).toEqual({ ok: true, value: url });
    },
  );

  it.each([
    "https://example.org",
    "file:///etc/passwd",
    "mailto:a@example.org,b@example.org?subject=a&body=b",
    "mailto:a@example.org?bcc=b@example.org&subject=a&body=b",
    "mailto:a@example.org?subject=a&body=b&attach=/etc/passwd",
    "mailto:a@example.org?subject=a%0D%0ABcc%3Ab@example.org&body=b",
    "mailto:a@example.org?subject=a",
    "mailto:a@example.org?subject=a&body=b?more",
    "mailto:a@example.org?subject=%&body=b",
    "mailto:a@example.org?subject=a b&body=b",
    "MAILTO:a@example.org?subject=a&body=b",
    `mailto:?subject=a&body=${"b".repeat(16_000)}`,
  ])("%s is not", (url) => {
    expect(checkMail(url)).toMatchObject({ ok: false, error: { code: "mail-refused" } });
  });
});
