import type { Target } from '../../../client/settings/settings.ts';
import type { LoadProgress } from '../../../load/run-load.ts';
import { createSchedule } from '../../../load/schedule/schedule.ts';
import type { Plan } from '../../run/plan.ts';
import type { Run } from '../../run/run.ts';
import type { Listener, ListenerContext, RunEvent } from '../../run/run-events.ts';
import { targetInWords } from '../../run/with-target.ts';
import { contractLines, loadLines, terminalOf } from '../formats/terminal.ts';
import { describeVerdict } from '../words/run-verdict.ts';
import { oneLine } from '../words/shown-text.ts';

/** About how long the contract suite takes. */
const suiteSeconds = 10;
const progressIntervalMs = 5000;

/**
 * Results on stdout as they come, progress on stderr: one line that is redrawn on a terminal, elsewhere a line every few
 * seconds of a load, or of a suite that takes long. With `quiet`, the verdict is all.
 */
export function liveTerminal({ folder, env, io, quiet }: ListenerContext): Listener {
  const { stdout, stderr } = io;
  if (quiet) {
    return (event) => {
      if (event.kind === 'run ended') stdout.write(`${verdictLine(event.run)}\n`);
    };
  }
  const redraw = stderr.isTTY === true;
  /** Whether the verdict of the whole run has the reason of an inconclusive suite. */
  let reasonFollows = false;
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let suiteShownAtMs = Number.NEGATIVE_INFINITY;
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
        // A suite that takes no longer than usual prints no progress.
        suiteShownAtMs = performance.now() + suiteSeconds * 1000 - progressIntervalMs;
        reasonFollows = event.plan.profiles.length > 0 || (event.plan.required ?? []).length > 0;
        return event.target === null ? undefined : print(describePlan(event.target, event.plan));
      case 'edition found':
        return print(`The target follows the edition ${event.edition}: ${event.evidence.join('; ')}.`);
      case 'suite progress': {
        const line = describeSuiteProgress(event);
        progress(line);
        if (redraw || performance.now() - suiteShownAtMs < progressIntervalMs) return;
        suiteShownAtMs = performance.now();
        stderr.write(`${line}\n`);
        return;
      }
      case 'contract judged':
        reasonFollows &&= event.contract.verdict === 'inconclusive';
        return print('', ...contractLines(event.contract, terminalOf(stdout, env), reasonFollows));
      case 'load progress':
        progress(describeProgress(event.progress));
        if (redraw || performance.now() - shownAtMs < progressIntervalMs) return;
        shownAtMs = performance.now();
        stderr.write(`${describeProgress(event.progress)}\n`);
        return;
      case 'attempt spoiled':
        progress('');
        stderr.write(
          `not judged: ${oneLine(event.reason, 300)}; once more (${event.next} of ${event.maxAttempts})\n`,
        );
        return;
      case 'profile judged':
        return print('', ...loadLines(event.load, terminalOf(stdout, env)));
      case 'run ended': {
        const { contract, loads, notRun = [] } = event.run;
        // A run of one part has already printed its verdict.
        const parts = (contract ? 1 : 0) + loads.length + notRun.length;
        if (parts !== 1 || notRun.length > 0 || (contract && reasonFollows))
          print('', verdictLine(event.run));
        return print(`Reports: ${folder}`);
      }
      case 'run broken off':
        return progress('');
    }
  };
}

/** A runner of GitHub Actions obeys `##[name` anywhere in a line, and a verdict may quote the target. */
function verdictLine(run: Run): string {
  return `Verdict: ${describeVerdict(run).replaceAll('##[', '## [')}`;
}

function describePlan(target: Target, plan: Plan): string {
  const names = plan.profiles.map(({ name }) => name).join(', ');
  const profiles = plan.profiles.length > 0 ? [`load profile${names.includes(',') ? 's' : ''} ${names}`] : [];
  const parts = [...(plan.suite ? ['contract suite'] : []), ...profiles].join(', then ');
  const seconds = plan.profiles.map(
    ({ stages, quietSeconds }) => createSchedule(stages).durationMs / 1000 + quietSeconds,
  );
  const totalSeconds = seconds.reduce((sum, each) => sum + each, plan.suite ? suiteSeconds : 0);
  const searches = plan.profiles.some(({ search }) => search !== undefined);
  const length = searches ? 'until the search ends' : `about ${Math.ceil(totalSeconds / 10) * 10} s`;
  return `${parts[0]?.toUpperCase()}${parts.slice(1)} against ${targetInWords(target)}: ${length}.`;
}

function describeSuiteProgress(progress: Extract<RunEvent, { kind: 'suite progress' }>): string {
  const { title, done, total, breached, calls, secondsLeft } = progress;
  const breaches = breached > 0 ? `, ${breached} with a breach` : '';
  const left = secondsLeft === null ? '' : `, about ${Math.ceil(secondsLeft)} s left`;
  return `${done}/${total} checks${breaches}, ${calls} calls${left}  ${title}`;
}

function describeProgress(progress: LoadProgress): string {
  const { stage, elapsedMs, totalMs, sent, ok, refused, p99Ms, lagP99Ms } = progress;
  const seconds = (ms: number) => `${Math.max(0, ms / 1000).toFixed(0)} s`;
  const ms = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} ms`);
  return `${stage}: ${seconds(elapsedMs)}, ${seconds(totalMs - elapsedMs)} left | sent ${sent}, ok ${ok}, refused ${refused} | p99 ${ms(p99Ms)}, lag p99 ${ms(lagP99Ms)}`;
}
