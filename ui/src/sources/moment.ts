/** "21 Nov 14:05", UTC, as on the page of requests; a dash where there is none. */
export function formatMoment(moment: string | null | undefined): string {
  if (!moment) return "–";
  const text = new Intl.DateTimeFormat("en-GB", {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(moment));
  return text.replace("Sept", "Sep");
}
