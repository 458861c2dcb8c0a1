import type { LoadProgress } from '../load/run-load.ts';

/** Shows how far a load run is: one line redrawn on a terminal; elsewhere a line every five seconds. */
export function loadProgress(stream: NodeJS.WriteStream): {
  progress: (progress: LoadProgress) => void;
  end: () => void;
} {
  const redraw = stream.isTTY === true;
  let shownMs = Number.NEGATIVE_INFINITY;
  return {
    progress(progress) {
      const line = progressInWords(progress);
      if (redraw) stream.write(`\r\x1b[2K${line.slice(0, (stream.columns ?? 120) - 1)}`);
      else if (performance.now() - shownMs >= 5000) {
        shownMs = performance.now();
        stream.write(`${line}\n`);
      }
    },
    end() {
      if (redraw) stream.write('\r\x1b[2K');
    },
  };
}

function progressInWords(progress: LoadProgress): string {
  const { stage, elapsedMs, totalMs, sent, ok, refused, p99Ms, lagP99Ms } = progress;
  const seconds = (ms: number) => `${Math.max(0, ms / 1000).toFixed(0)} s`;
  const ms = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} ms`);
  return `${stage}: ${seconds(elapsedMs)}, ${seconds(totalMs - elapsedMs)} left | sent ${sent}, ok ${ok}, refused ${refused} | p99 ${ms(p99Ms)}, lag p99 ${ms(lagP99Ms)}`;
}
