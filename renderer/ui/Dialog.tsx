import { useEffect, useRef, type ReactNode } from "react";
import "./dialog.css";

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly label: string;
  readonly width?: number | undefined;
  readonly children: ReactNode;
}

/** A modal dialog on the browser's own element: it keeps the focus inside and gives it back on close. */
export function Dialog({ open, onClose, label, width = 560, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    if (open && !dialog.open) {
      dialog.showModal();
      // The browser takes the first element that can have the focus, which may be a list around the field.
      dialog.querySelector("input")?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={ref}
      className="dialog"
      aria-label={label}
      style={{ width }}
      onCancel={(event) => {
        // A file field's own cancel comes up through here.
        if (event.target !== event.currentTarget) return;
        // Closed by the state alone: between the browser's closing and its word of it the next key would still find it open.
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        if (open) onClose();
      }}
      onClick={(event) => {
        // A click on the element itself is a click on the ground around its content.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {open ? <div className="dialog-body">{children}</div> : null}
    </dialog>
  );
}
