import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { exploreSearchOf } from "../scope/link";

interface DrillLinkProps {
  link: string | null | undefined;
  className?: string;
  label?: string;
  children: ReactNode;
}

/** A number or name that leads to its parts in Explore, at the address the API gives. */
export function DrillLink({ link, className, label, children }: DrillLinkProps) {
  const search = exploreSearchOf(link);
  if (!search) return <>{children}</>;
  return (
    <Link to="/explore" search={search} className={className ?? "quiet-link"} aria-label={label}>
      {children}
    </Link>
  );
}
