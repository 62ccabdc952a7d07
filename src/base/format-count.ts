/** A whole number for people to read, thousands parted by commas: `50,000,000`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
