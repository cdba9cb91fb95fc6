//! Dates in HTTP headers (RFC 9110 section 5.6.7): one form in use, two obsolete ones that a recipient must still read.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const FORMS = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  /^\S*, (?<day>\d\d) (?<month>\S+) (?<year>\d{4}) (?<time>\S+) GMT$/,
  // Sunday, 06-Nov-94 08:49:37 GMT
  /^\S*, (?<day>\d\d)-(?<month>[^-\s]+)-(?<year>\d\d) (?<time>\S+) GMT$/,
  // Sun Nov  6 08:49:37 1994
  /^\S+ (?<month>\S+) (?<day>\d\d?) (?<time>\S+) (?<year>\d{4})$/,
];

/** The date in seconds since 1970; null if it is none. The day of the week is not checked against the date. */
export function parseHttpDate(text: string): number | null {
  const line = text.trim().replace(/[ \t\n\f\r]+/g, ' ');
  for (const form of FORMS) {
    const { day, month, year, time } = form.exec(line)?.groups ?? {};
    if (day !== undefined && month !== undefined && year !== undefined && time !== undefined) {
      return seconds(fullYear(year), MONTHS.indexOf(month), Number(day), time);
    }
  }
  return null;
}

/** Two digits were written until about 2000; a date for a retry is never in the far past, so the split is at 1970. */
function fullYear(year: string): number {
  const number = Number(year);
  if (year.length === 4) return number;
  return number < 70 ? 2000 + number : 1900 + number;
}

function seconds(year: number, month: number, day: number, time: string): number | null {
  const [, hour, minute, second] = /^(\d\d):(\d\d):(\d\d)$/.exec(time)?.map(Number) ?? [];
  if (hour === undefined || minute === undefined || second === undefined) return null;
  // 60 is a leap second.
  if (hour > 23 || minute > 59 || second > 60 || year < 1970 || month < 0) return null;
  const midnight = Date.UTC(year, month, day);
  // A day that the month does not have would run over into the next.
  const isDay = day >= 1 && new Date(midnight).getUTCMonth() === month;
  return isDay ? midnight / 1000 + hour * 3600 + minute * 60 + second : null;
}
