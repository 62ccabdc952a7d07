/** A share as a percentage to one place: `98.4%`. Only what is exactly all or nothing is shown so. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  const rounded = Math.round(percent * 10) / 10;
  if (rounded === 0 && percent > 0) return "<0.1%";
  if (rounded === 100 && percent < 100) return ">99.9%";
  return `${rounded}%`;
}
