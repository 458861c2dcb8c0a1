import type { LoadProgress } from '../../../load/run-load.ts';
import { createSchedule } from '../../../load/schedule/schedule.ts';
import type { Listener, RunEvent } from '../../run/run-events.ts';
import { targetInWords } from '../../run/with-target.ts';
import { contractLines, loadLines, terminal } from '../formats/terminal.ts';
import { describeVerdict } from '../words/run-verdict.ts';
import { oneLine } from '../words/shown-text.ts';

const suiteSeconds = 10;
const showEveryMs = 5000;

/** Results on stdout as they come; on stderr how far the run is: a line redrawn on a terminal, elsewhere one now and then. */
export function liveTerminal({ folder }: { folder: string }): Listener {
  const { stdout, stderr } = process;
  const redraw = stderr.isTTY === true;
  let shownMs = Number.NEGATIVE_INFINITY;
  const progress = (line: string) => {
    if (redraw) stderr.write(`\r\x1b[2K${line.slice(0, (stderr.columns ?? 120) - 1)}`);
  };
  const print = (...lines: string[]) => {
    progress('');
    stdout.write(`${lines.join('\n')}\n`);
  };
  return (event) => {
    switch (event.kind) {
      case 'run started':
        return print(planInWords(event));
      case 'edition found':
        return print(`The target follows the edition ${event.edition}: ${event.evidence.join('; ')}.`);
      case 'check judged': {
        const breached = event.breached > 0 ? `, ${event.breached} with a breach` : '';
        return progress(`${event.done}/${event.total} checks${breached}  ${event.title}`);
      }
      case 'contract judged':
        return print('', ...contractLines(event.contract, terminal()));
      case 'load progress':
        progress(progressInWords(event.progress));
        if (redraw || performance.now() - shownMs < showEveryMs) return;
        shownMs = performance.now();
        stderr.write(`${progressInWords(event.progress)}\n`);
        return;
      case 'attempt spoiled':
        progress('');
        stderr.write(
          `not judged: ${oneLine(event.reason, 300)}; once more (${event.next} of ${event.maxAttempts})\n`,
        );
        return;
      case 'profile judged':
        return print('', ...loadLines(event.load, terminal()));
      case 'run ended': {
        const { contract, loads, notRun = [] } = event.run;
        // A run of one part has said its verdict already.
        const parts = (contract ? 1 : 0) + loads.length + notRun.length;
        if (parts !== 1 || notRun.length > 0) print('', `Verdict: ${describeVerdict(event.run)}`);
        return print(`Reports: ${folder}`);
      }
      case 'run broken off':
        return progress('');
    }
  };
}

function planInWords({ target, plan }: Extract<RunEvent, { kind: 'run started' }>): string {
  const names = plan.profiles.map(({ name }) => name).join(', ');
  const profiles = plan.profiles.length > 0 ? [`load profile${names.includes(',') ? 's' : ''} ${names}`] : [];
  const what = [...(plan.suite ? ['contract suite'] : []), ...profiles].join(', then ');
  const seconds = plan.profiles.map(
    ({ stages, quietSeconds }) => createSchedule(stages).durationMs / 1000 + quietSeconds,
  );
  const inAll = seconds.reduce((sum, each) => sum + each, plan.suite ? suiteSeconds : 0);
  const searches = plan.profiles.some(({ search }) => search !== undefined);
  const length = searches ? 'until the search ends' : `about ${Math.ceil(inAll / 10) * 10} s`;
  return `${what[0]?.toUpperCase()}${what.slice(1)} against ${targetInWords(target)}: ${length}.`;
}

function progressInWords(progress: LoadProgress): string {
  const { stage, elapsedMs, totalMs, sent, ok, refused, p99Ms, lagP99Ms } = progress;
  const seconds = (ms: number) => `${Math.max(0, ms / 1000).toFixed(0)} s`;
  const ms = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} ms`);
  return `${stage}: ${seconds(elapsedMs)}, ${seconds(totalMs - elapsedMs)} left | sent ${sent}, ok ${ok}, refused ${refused} | p99 ${ms(p99Ms)}, lag p99 ${ms(lagP99Ms)}`;
}
