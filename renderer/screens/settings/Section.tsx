import type { ReactNode } from "react";

export interface SectionProps {
  readonly id: string;
  readonly name: string;
  readonly detail?: ReactNode | undefined;
  readonly children: ReactNode;
}

/** A part of the settings under a heading of its own. */
export function Section({ id, name, detail, children }: SectionProps) {
  return (
    <section className="settings-section" aria-label={name}>
      <header className="settings-section-head">
        <h2 id={`settings-${id}`} tabIndex={-1}>
          {name}
        </h2>
        {detail === undefined ? null : <p className="small mid">{detail}</p>}
      </header>
      {children}
    </section>
  );
}

export interface SettingProps {
  readonly name: string;
  readonly detail: ReactNode;
  readonly children: ReactNode;
}

/** One setting: what it is, what follows from it, and its control. */
export function Setting({ name, detail, children }: SettingProps) {
  return (
    <div className="setting" role="group" aria-label={name}>
      <div>
        <h3>{name}</h3>
        <p className="small mid">{detail}</p>
      </div>
      <div className="setting-control">{children}</div>
    </div>
  );
}
