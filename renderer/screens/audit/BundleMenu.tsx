import { FolderOpen } from "lucide-react";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { compareWith, openBundle, pickBundle } from "./opened-bundle";

/** Opens another person's bundle, or holds the own log against an earlier one. */
export function BundleMenu() {
  const then = (form: "folder" | "file", act: (path: string) => Promise<void>) => () => {
    const use = act === compareWith ? "compare-bundle" : "open-bundle";
    void pickBundle(form, use).then((path) => (path === null ? undefined : act(path)));
  };
  return (
    <Menu
      label="Bundles"
      trigger={
        <button type="button" className="button button-plain">
          <Icon icon={FolderOpen} small />
          Open bundle
        </button>
      }
      items={[
        { id: "open-folder", label: "Open a bundle from a folder", onSelect: then("folder", openBundle) },
        { id: "open-file", label: "Open a bundle from a .tar file", onSelect: then("file", openBundle) },
        {
          id: "compare-folder",
          label: "Compare this log with a bundle in a folder",
          onSelect: then("folder", compareWith),
        },
        { id: "compare-file", label: "Compare this log with a .tar bundle", onSelect: then("file", compareWith) },
      ]}
    />
  );
}
