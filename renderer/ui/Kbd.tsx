import "./kbd.css";

/** A key as printed on it. The screen reader hears it from the control it belongs to. */
export function Kbd({ children }: { readonly children: string }) {
  return (
    <kbd className="kbd" aria-hidden="true">
      {children}
    </kbd>
  );
}
