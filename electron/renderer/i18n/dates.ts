/** Dates as people say them. */

export type DayGroup = 'today' | 'yesterday' | 'week' | 'month' | { readonly year: number; readonly month: number };

const DAY_MS = 86_400_000;

/** Days between two moments on the local calendar: 1 a minute after midnight, and never wrong by a clock change. */
function calendarDaysBetween(earlier: Date, later: Date): number {
  const noonOf = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((noonOf(later) - noonOf(earlier)) / DAY_MS);
}

export function dayGroup(moment: Date, now: Date): DayGroup {
  const days = calendarDaysBetween(moment, now);
  if (days <= 0) return 'today';
  if (days === 1) return 'yesterday';
  if (days <= 7) return 'week';
  if (days <= 30) return 'month';
  return { year: moment.getFullYear(), month: moment.getMonth() };
}

export function formatMonth(group: { year: number; month: number }, locale: string): string {
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' }).format(
    new Date(group.year, group.month, 1),
  );
}

/** A moment for a tooltip: date and time in full. */
export function formatMoment(moment: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment));
}
