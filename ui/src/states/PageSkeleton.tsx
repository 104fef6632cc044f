import { Skeleton } from "@mantine/core";

/** Grey shapes of a page's size while its code arrives. */
export function PageSkeleton() {
  return (
    <div role="status" aria-label="Loading">
      <Skeleton height={28} width={180} mb={20} />
      <Skeleton height={112} radius={10} mb={20} />
      <Skeleton height={360} radius={10} />
    </div>
  );
}
