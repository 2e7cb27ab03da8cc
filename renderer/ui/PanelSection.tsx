import type { ReactNode } from "react";
import "./panel-section.css";

/** A part of a panel beside a list, with its title and what stands at the end of that line; or without a title. */
export function PanelSection({
  title,
  label = title,
  aside,
  children,
}: {
  readonly title?: string | undefined;
  /** What the part is called where its title does not say it. */
  readonly label?: string | undefined;
  readonly aside?: ReactNode | undefined;
  readonly children: ReactNode;
}) {
  return (
    <section className="panel-section" aria-label={label}>
      {title === undefined ? null : (
        <h3>
          <span>{title}</span>
          {aside}
        </h3>
      )}
      {children}
    </section>
  );
}

/** A list of facts: names at the left, what is known under each at the right. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="panel-facts">{children}</dl>;
}

/** One fact of a list of facts. */
export function Fact({
  name,
  children,
  mono = false,
}: {
  readonly name: string;
  readonly children: ReactNode;
  readonly mono?: boolean | undefined;
}) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={mono ? "mono" : undefined}>{children}</dd>
    </>
  );
}
