//! The dates of a session: what JavaScript's `Date` becomes in JSON.

const DATE = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z$/;

/** Milliseconds since 1970 of `2026-11-20T03:08:28.408Z`; null for anything that is no real date. */
export function parseDate(text: string): number | null {
  const [, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (DATE.exec(text) ?? []).map(Number);
  const isInDay = hour < 24 && minute < 60 && second < 60;
  if (year < 1970 || month < 1 || month > 12 || day < 1 || !isInDay) return null;
  const midnight = Date.UTC(year, month - 1, day);
  // A day that the month does not have would run over into the next.
  if (new Date(midnight).getUTCMonth() !== month - 1) return null;
  const fraction = DATE.exec(text)?.[7] ?? '';
  return midnight + ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3));
}
