import { Fragment, type ReactNode } from "react";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";
import { useMedia } from "./use-media";
import "./resizable.css";

export interface ResizablePane {
  readonly id: string;
  readonly content: ReactNode;
  /** Sizes in pixels; a pane without a size takes what is left. */
  readonly size?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export interface ResizableProps {
  /** Names the layout; sizes are remembered under it. */
  readonly id: string;
  readonly panes: readonly ResizablePane[];
  readonly vertical?: boolean | undefined;
}

const oneColumn = "(max-width: 799px)";
const leastNarrow = 120;

/** Panes side by side (or stacked) with lines between them that can be dragged or moved with arrow keys; sizes are remembered. Zoomed so far that they would not fit, they stand above each other. */
export function Resizable({ id, panes, vertical = false }: ResizableProps) {
  // So narrow is the window only when the page is zoomed: then there is one column.
  const narrow = useMedia(oneColumn);
  return <Panes key={String(narrow)} id={id} panes={panes} vertical={vertical} narrow={narrow && !vertical} />;
}

function Panes({ id, panes, vertical, narrow }: Required<ResizableProps> & { readonly narrow: boolean }) {
  const layout = useDefaultLayout({
    id: `countersign.${id}${narrow ? ".narrow" : ""}`,
    panelIds: panes.map((pane) => pane.id),
    storage: localStorage,
    onlySaveAfterUserInteractions: true,
  });
  return (
    <Group
      className="resizable"
      orientation={vertical || narrow ? "vertical" : "horizontal"}
      onLayoutChanged={layout.onLayoutChanged}
      {...(layout.defaultLayout === undefined ? {} : { defaultLayout: layout.defaultLayout })}
    >
      {panes.map((pane, index) => (
        <Fragment key={pane.id}>
          {index === 0 ? null : (
            <Separator className="resizable-line" aria-label={`Resize ${panes[index - 1]?.id ?? ""} and ${pane.id}`} />
          )}
          <Panel
            id={pane.id}
            className="resizable-pane"
            minSize={narrow ? leastNarrow : (pane.min ?? 200)}
            groupResizeBehavior={pane.size === undefined ? "preserve-relative-size" : "preserve-pixel-size"}
            {...(pane.size === undefined || narrow ? {} : { defaultSize: pane.size })}
            {...(pane.max === undefined || narrow ? {} : { maxSize: pane.max })}
          >
            {pane.content}
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}
