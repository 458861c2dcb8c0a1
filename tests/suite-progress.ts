/**
 * Progress from a worker of Playwright to the reporter. Playwright passes what a worker prints on at once, but a test's result
 * only when the test has ended.
 */

const mark = 'calls made: ';
const intervalMs = 500;

/** Prints the number of calls from time to time. @returns a function that ends this */
export function reportProgress(calls: () => number): () => void {
  let shown = calls();
  const timer = setInterval(() => {
    if (calls() === shown) return;
    shown = calls();
    process.stdout.write(`${mark}${shown}\n`);
  }, intervalMs);
  return () => clearInterval(timer);
}

/** The number of calls that a worker printed last; undefined for other text. */
export function progressIn(printed: string): number | undefined {
  const at = printed.lastIndexOf(mark);
  return at < 0 ? undefined : Number.parseInt(printed.slice(at + mark.length), 10);
}
