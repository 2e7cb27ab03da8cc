import "./marks.css";

/** The word of a mark: seen where marks are to say theirs. The mark beside it has a name for readers already. */
export function MarkWord({ children }: { readonly children: string }) {
  return (
    <span className="mark-word" aria-hidden="true">
      {children}
    </span>
  );
}
