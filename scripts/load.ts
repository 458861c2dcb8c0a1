import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LoadReport } from '../load/load-report.ts';
import { profileNames, readProfile, withOverrides } from '../load/profile.ts';
import { type LoadProgress, runLoad } from '../load/run-load.ts';
import { UsageError } from '../target/usage-error.ts';
import { exitCodes, integerOption, numberOption, runCommand } from './command.ts';
import { reportFolder } from './report-folder.ts';
import { targetInWords, withTarget } from './with-target.ts';

const help = `npm run load -- PROFILE [options]

Puts the target that TARGET_URL or TARGET_REGION names under load; without one, an embedded reference target. Writes
load-PROFILE.json to the report folder.

PROFILE is one of ${profileNames().join(', ')}, or a .yaml file of your own.

  --duration SECONDS   length of the whole load
  --rate N             calls per second of the profile's main stage
  --connections N      connections that are open from the start
  --consent HOST       says that you may put HOST under load; needed unless it is a loopback address
  --report-dir DIR     where the report goes (default REPORT_DIR, or reports)

Exit codes: 0 conforms, 1 breaches found, 2 the call is wrong, 3 inconclusive.`;

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      duration: { type: 'string' },
      rate: { type: 'string' },
      connections: { type: 'string' },
      consent: { type: 'string' },
      'report-dir': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return exitCodes.pass;
  }
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) {
    throw new UsageError(
      `give one profile: ${profileNames().join(', ')}, or a .yaml file; --help tells more`,
    );
  }
  const { duration, rate, connections } = values;
  const profile = withOverrides(readProfile(name), {
    ...(duration !== undefined && { durationSeconds: numberOption('duration', duration, 0.1, 86_400) }),
    ...(rate !== undefined && { ratePerSecond: numberOption('rate', rate, 0.1, 100_000) }),
    ...(connections !== undefined && { connections: integerOption('connections', connections, 1, 2000) }),
  });
  const reportDir = values['report-dir'];
  const env = { ...process.env, ...(reportDir !== undefined && { REPORT_DIR: reportDir }) };
  const folder = reportFolder(env);

  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  return withTarget(env, async (target) => {
    console.log(`Load profile ${profile.name} against ${targetInWords(target)}`);
    const show = progressLine();
    const report = await runLoad(target, profile, {
      consent: values.consent,
      signal: stop.signal,
      onProgress: show.progress,
    });
    show.end();
    const file = join(folder, `load-${profile.name}.json`);
    writeFileSync(`${file}.part`, `${JSON.stringify(report, null, 2)}\n`);
    renameSync(`${file}.part`, file);
    console.log(summaryOf(report));
    console.log(`Report: ${file}`);
    return exitCodes[report.verdict];
  });
});

/** One line redrawn on a terminal; elsewhere a line every five seconds. */
function progressLine(): { progress: (progress: LoadProgress) => void; end: () => void } {
  const redraw = process.stdout.isTTY === true;
  let shownMs = Number.NEGATIVE_INFINITY;
  return {
    progress(progress) {
      const line = progressInWords(progress);
      if (redraw) process.stdout.write(`\r\x1b[2K${line.slice(0, (process.stdout.columns ?? 120) - 1)}`);
      else if (performance.now() - shownMs >= 5000) {
        shownMs = performance.now();
        console.log(line);
      }
    },
    end() {
      if (redraw) process.stdout.write('\r\x1b[2K');
    },
  };
}

function progressInWords(progress: LoadProgress): string {
  const { stage, elapsedMs, totalMs, sent, ok, refused, p99Ms, lagP99Ms } = progress;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`;
  const ms = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} ms`);
  return `${stage}: ${seconds(elapsedMs)}, ${seconds(totalMs - elapsedMs)} left | sent ${sent}, ok ${ok}, refused ${refused} | p99 ${ms(p99Ms)}, lag p99 ${ms(lagP99Ms)}`;
}

function summaryOf(report: LoadReport): string {
  const rows = report.checks
    .filter(({ verdict }) => verdict !== 'not-exercised')
    .map(({ id, verdict, reason }) => `${id.padEnd(3)} ${verdict.padEnd(12)} ${reason}`);
  const { limiter, latencyMs } = report;
  if (latencyMs.p50 !== null)
    rows.push(
      `latency from due: p50 ${latencyMs.p50} ms, p99 ${latencyMs.p99 ?? '–'} ms, max ${latencyMs.max} ms`,
    );
  if (limiter) {
    const { kind, ceilingPerSecond, burst, evidence } = limiter;
    rows.push(
      `limiter: ${kind}${kind === 'unknown' ? '' : `, ${ceilingPerSecond}/s, burst ${burst}`} (${evidence})`,
    );
  }
  return [...rows, `${report.verdict}: ${report.reason}`].join('\n');
}
