import { useState, type ReactNode } from "react";
import { formatCount } from "../../ui/format";

/** The first of many items, and the rest on demand: a cell stays readable with a hundred of them. */
export function Few<T>({
  items,
  most = 6,
  children,
}: {
  readonly items: readonly T[];
  readonly most?: number | undefined;
  readonly children: (item: T) => ReactNode;
}) {
  const [all, setAll] = useState(false);
  const shown = all || items.length <= most + 1 ? items : items.slice(0, most);
  return (
    <>
      {shown.map(children)}
      {shown.length === items.length && !all ? null : (
        <button
          type="button"
          className="link accent task-more"
          aria-expanded={all}
          onClick={() => {
            setAll(!all);
          }}
        >
          {all ? "Show fewer" : `Show ${formatCount(items.length - shown.length)} more`}
        </button>
      )}
    </>
  );
}
