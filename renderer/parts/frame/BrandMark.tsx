/** The product's mark: a tick and the line it is signed on. */
export function BrandMark({ size = 18 }: { readonly size?: number | undefined }) {
  return (
    <svg
      className="accent"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
    >
      <path d="M2.5 9.5 6 13l7.5-9" strokeLinejoin="round" />
      <path d="M9 13.5h4.5" />
    </svg>
  );
}
