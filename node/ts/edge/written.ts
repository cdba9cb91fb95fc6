//! Values as the core writes them into its sentences.

const ESCAPES: Readonly<Record<string, string>> = { '\0': '\\0', '\t': '\\t', '\n': '\\n', '\r': '\\r', '"': '\\"', '\\': '\\\\' };

/** As Rust's `{:?}` writes a text: in quotes, and what cannot be seen escaped. */
export function debugText(text: string): string {
  const shown = text.replace(/["\\]|(?! )[\p{C}\p{Z}\p{Grapheme_Extend}]/gu, (character) => {
    return ESCAPES[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return `"${shown}"`;
}

/** As Rust's `{}` writes an f64: never with an exponent. */
export function plain(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'inf' : '-inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '0', exponent] = String(Math.abs(value)).split('e');
  if (exponent === undefined) return sign + mantissa;
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0').slice(0, point) + (digits.length > point ? `.${digits.slice(point)}` : '');
}

/** As Rust's `{:?}` writes an f64: with a point, or with an exponent where it is long. */
export function debug(value: number): string {
  if (!Number.isFinite(value)) return plain(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-5 || size >= 1e16)) return value.toExponential().replace('e+', 'e');
  const text = plain(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** As Rust's `{:.0}`: rounded, half to even. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) return plain(value);
  const floor = Math.floor(value);
  const part = value - floor;
  const up = part > 0.5 || (part === 0.5 && floor % 2 !== 0);
  const whole = up ? floor + 1 : floor;
  return whole === 0 && (value < 0 || Object.is(value, -0)) ? '-0' : plain(whole);
}

/** As Rust's `{:?}` writes a whole number of seconds or milliseconds of a duration. */
export function duration(seconds: number): string {
  if (seconds >= 1) return `${plain(Number(seconds.toFixed(9)))}s`;
  return `${plain(Number((seconds * 1e3).toFixed(6)))}ms`;
}
