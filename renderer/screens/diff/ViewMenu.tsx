import { SlidersHorizontal } from "lucide-react";
import { changeDiffView, useDiffView } from "../../state/diff-view";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";

/** How the code is drawn: white space, long lines, tabs, the order of files. */
export function ViewMenu() {
  const view = useDiffView();
  return (
    <Menu
      label="How the diff is drawn"
      trigger={
        <button type="button" className="button button-ghost button-small" aria-label="How the diff is drawn">
          <Icon icon={SlidersHorizontal} small />
        </button>
      }
      items={[
        ...(
          [
            ["all", "Show white space changes"],
            ["amount", "Ignore amounts of white space"],
            ["none", "Ignore all white space"],
          ] as const
        ).map(([space, label]) => ({
          id: `space-${space}`,
          label,
          kbd: view.space === space ? "w" : undefined,
          checked: view.space === space,
          onSelect: () => changeDiffView({ space }),
        })),
        {
          id: "wrap",
          label: "Wrap long lines",
          kbd: "Shift+w",
          checked: view.wrap,
          onSelect: () => changeDiffView({ wrap: !view.wrap }),
        },
        ...([2, 4, 8] as const).map((tabs) => ({
          id: `tabs-${String(tabs)}`,
          label: `Tabs of ${String(tabs)}`,
          checked: view.tabs === tabs,
          onSelect: () => changeDiffView({ tabs }),
        })),
        ...(
          [
            ["path", "Files in the order of the patch"],
            ["findings", "Files with findings first"],
            ["size", "Largest files first"],
          ] as const
        ).map(([sort, label]) => ({
          id: `sort-${sort}`,
          label,
          checked: view.sort === sort,
          onSelect: () => changeDiffView({ sort }),
        })),
      ]}
    />
  );
}
