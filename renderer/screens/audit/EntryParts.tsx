import type { ReactNode } from "react";

/** A titled part of an entry. */
export function Section({
  title,
  children,
  aside,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly aside?: ReactNode | undefined;
}) {
  return (
    <section className="entry-section" aria-label={title}>
      <h3>
        <span>{title}</span>
        {aside}
      </h3>
      {children}
    </section>
  );
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

/** A digest as it is shown in facts: its first twelve characters and its last four. */
export function digestText(digest: string | null, prefix = ""): string {
  return digest === null ? "none" : `${prefix}${digest.slice(0, 12)}…${digest.slice(-4)}`;
}
