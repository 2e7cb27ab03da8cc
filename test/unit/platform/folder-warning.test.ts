import { describe, expect, it } from "vitest";
import { folderWarning } from "../../../main/platform/folder-warning";

const mounts = [
  "/dev/vda / ext4 rw 0 0",
  "server:/home /home nfs4 rw 0 0",
  "/dev/vdb /home/marit/local ext4 rw 0 0",
  "//nas/share /mnt/my\\040share cifs rw 0 0",
  "host: /home/marit/ssh fuse.sshfs rw 0 0",
].join("\n");

describe("folders that are no safe place for a record", () => {
  it.each([
    ["/home/marit/countersign", "network disk (nfs4)"],
    ["/mnt/my share/countersign", "network disk (cifs)"],
    ["/home/marit/ssh/countersign", "network disk (fuse.sshfs)"],
    ["/data/Dropbox/countersign", "Dropbox"],
    ["/data/OneDrive - Example Ltd/countersign", "OneDrive"],
    ["/Users/marit/Library/Mobile Documents/com~apple~CloudDocs/c", "iCloud"],
    ["\\\\nas\\share\\countersign", "network disk"],
  ])("%s", (folder, says) => {
    expect(folderWarning(folder, mounts)).toContain(says);
  });

  it.each(["/home/marit/local/countersign", "/var/lib/countersign", "/data/dropbox-notes/x", "/homework"])(
    "%s is one",
    (folder) => {
      expect(folderWarning(folder, mounts)).toBeNull();
    },
  );

  it("without a mount table the names tell", () => {
    expect(folderWarning("/home/marit/x", null)).toBeNull();
    expect(folderWarning("/home/marit/Dropbox/x", null)).not.toBeNull();
  });
});
