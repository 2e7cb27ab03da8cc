import { describe, expect, it } from "vitest";
import { parseRemote } from "../../../main/anchors/remote";

describe("names of remotes", () => {
  it.each([
    ["https://git.example.org/ilse/anchors.git", "https"],
    ["ssh://git@git.example.org:2222/ilse/anchors.git", "ssh"],
    ["git@git.example.org:ilse/anchors.git", "ssh"],
    ["git.example.org:anchors.git", "ssh"],
    ["/srv/anchors.git", "file"],
    ["http://127.0.0.1:3000/anchors.git", "http"],
  ])("%s is reached by %s", (name, protocol) => {
    expect(parseRemote(name)).toEqual({ ok: true, value: { protocol, name } });
  });

  it.each([
    "ext::sh -c touch% /tmp/x",
    "ext::sh",
    "fd::17",
    "foo::bar",
    "a@b::c",
    "--upload-pack=touch /tmp/x",
    "-oProxyCommand=x:y",
    "-u@host:path",
    "host:-option",
    "git@-oProxyCommand=x:path",
    "ssh://-oProxyCommand=x/path",
    "ssh://git@-oProxyCommand=x/path",
    "ssh://-x@host/path",
    "ssh://host/-path",
    "git://git.example.org/x",
    "http://git.example.org/x",
    "http://127.0.0.1.evil.example/x",
    "https://ilse:secret@git.example.org/x",
    "https://ilse@git.example.org/x",
    "https://git.example.org/x?y",
    "https://git.example.org/x#y",
    "file:///srv/x",
    "ftp://example.org/x",
    "javascript://alert(1)",
    "//server/share",
    "relative/path",
    "..",
    "",
    "https://git.example.org/a\nb",
    "/srv/\u202eanchors",
    "https://[::1",
  ])("%j is refused", (name) => {
    expect(parseRemote(name)).toMatchObject({ ok: false, error: { code: "remote-refused" } });
  });
});
