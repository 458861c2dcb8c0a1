/** Numbers and times for people. Null, when nothing was measured, is a dash. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** "12,345", "199.5", "0.0123": no decimals from 1,000 on, as a reader does not compare more digits. */
export function formatNumber(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return grouped.format(value);
  return Math.abs(value) >= 100 ? String(Math.round(value * 10) / 10) : threeDigits.format(value);
}

/** "0.42 ms", "13 ms", "2.5 s". */
export function formatMs(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return '–';
  return Math.abs(ms) >= 1000 ? `${formatNumber(ms / 1000)} s` : `${formatNumber(ms)} ms`;
}

/** "850 ms", "12 s", "10 min 5 s", "1 h 2 min". */
export function formatDuration(ms: number): string {
  if (ms < 10_000) return formatMs(ms);
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** An ISO 8601 time as "2026-03-01 12:00:05 UTC"; the text itself when it is not a time. */
export function formatUtc(moment: string): string {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return moment;
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** An observed or expected value. */
export function formatMeasured(value: number | string | null): string {
  return typeof value === 'string' ? value : formatNumber(value);
}

/** "1 call", "3 calls". */
export function formatCount(count: number, thing: string): string {
  return `${formatNumber(count)} ${thing}${count === 1 ? '' : 's'}`;
}
