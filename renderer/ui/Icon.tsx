import type { LucideIcon } from "lucide-react";

export interface IconProps {
  readonly icon: LucideIcon;
  /** 16 px, or 14 beside small text. */
  readonly small?: boolean | undefined;
  readonly className?: string | undefined;
}

/** A navigation or kind icon, always beside a word, so hidden from readers. */
export function Icon({ icon: Drawn, small = false, className }: IconProps) {
  const size = small ? 14 : 16;
  return <Drawn size={size} strokeWidth={1.6} aria-hidden="true" className={className} />;
}
