// The parser of HTTP dates.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const LONG_DAY = '(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)';
const TIME = String.raw`(\d\d):(\d\d):(\d\d)`;

// The three forms of RFC 9110 section 5.6.7. A recipient must accept all of them.
const IMF_FIXDATE = new RegExp(String.raw`^${DAY}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) ${TIME} GMT$`);
const RFC850_DATE = new RegExp(String.raw`^${LONG_DAY}, (\d\d)-([A-Z][a-z]{2})-(\d\d) ${TIME} GMT$`);
const ASCTIME_DATE = new RegExp(String.raw`^${DAY} ([A-Z][a-z]{2}) ([ \d]\d) ${TIME} (\d{4})$`);

/**
 * Parses an HTTP date (RFC 9110 section 5.6.7) into ms since the epoch; undefined if the text is not an HTTP date.
 * `Date.parse` accepts many other forms.
 * @param wallTime the present in ms since the epoch, which determines the century of a year of two digits
 */
export function parseHttpDate(text: string, wallTime: number): number | undefined {
  const fixdate = IMF_FIXDATE.exec(text);
  if (fixdate !== null) {
    const [, day, month, year, hour, minute, second] = fixdate;
    return utc(Number(year), month, day, hour, minute, second);
  }
  const asctime = ASCTIME_DATE.exec(text);
  if (asctime !== null) {
    const [, month, day, hour, minute, second, year] = asctime;
    return utc(Number(year), month, day, hour, minute, second);
  }
  const rfc850 = RFC850_DATE.exec(text);
  if (rfc850 === null) return undefined;
  const [, day, month, year, hour, minute, second] = rfc850;
  const thisYear = new Date(wallTime).getUTCFullYear();
  const full = Math.floor(thisYear / 100) * 100 + Number(year);
  // A year that seems more than 50 years ahead is the most recent past year with these digits.
  return utc(full > thisYear + 50 ? full - 100 : full, month, day, hour, minute, second);
}

function utc(
  year: number,
  monthName: string | undefined,
  ...rest: (string | undefined)[]
): number | undefined {
  const month = MONTHS.indexOf(monthName ?? '');
  const [day, hour, minute, second] = rest.map(Number) as [number, number, number, number];
  if (month === -1 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  return Date.UTC(year, month, day, hour, minute, second);
}
