import type { ReactNode } from "react";

/** A titled part of the event's panel. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="event-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** A name and what is known under it. */
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
