import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from '../../client/settings/settings.ts';
import type { LimiterReading } from '../../load/judge/infer-limiter.ts';
import type { LoadReport } from '../../load/load-report.ts';
import type { LimiterOptions } from '../../reference/limiter.ts';
import { conformingLimiters } from '../../reference/mutants/load-mutants.ts';
import { servedApp } from '../../reference/reference-fleet.ts';
import { command } from '../command/spawned-command.ts';
import type { AddRow } from './bench-target.ts';

const runs = 10;
/** More loads at a time would delay each other. */
const atOnce = 2;

/**
 * How often `npm run load -- limiter` identifies each conforming limiter correctly: kind, ceiling and burst. Each run has a
 * process of its own, since the computation at the end of one would delay another.
 */
export async function benchLimiters(targets: ReadonlyMap<string, Target>, add: AddRow): Promise<void> {
  const waiting = [...conformingLimiters.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, limiter] = next;
      const target = targets.get(String(index));
      if (target !== undefined) await nameOften(limiter, target.url, add);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function nameOften(limiter: LimiterOptions, url: URL, add: AddRow): Promise<void> {
  const { kind, burst, phaseMs, windowMs } = limiter;
  const folder = mkdtempSync(join(tmpdir(), 'limiters-'));
  const env = { TARGET_URL: url.href, TARGET_SECRET_KEY: servedApp.secretKey, REPORT_DIR: folder };
  let right = 0;
  let late = 0;
  let wrong = '';
  for (let run = 0; run < runs; run += 1) {
    await command('load', ['limiter'], env);
    const report = JSON.parse(readFileSync(join(folder, 'load-limiter.json'), 'utf8')) as LoadReport;
    const found = report.limiter;
    late += report.attempts - 1;
    if (isRight(limiter, found)) right += 1;
    else
      wrong = `; else ${found?.kind ?? 'none'} of ${found?.ceilingPerSecond}/s, burst ${found?.burst}: ${found?.evidence}`;
  }
  rmSync(folder, { recursive: true });
  const size = burst === undefined ? '' : ` of ${burst}`;
  const length = windowMs === undefined ? '' : ` of ${windowMs} ms`;
  const phase = phaseMs === undefined ? '' : `, phase ${phaseMs} ms`;
  const behind = late === 0 ? '' : `; runs repeated because the harness was late: ${late}`;
  add(
    'the limiter is identified correctly',
    `${kind}${size}${length}${phase}`,
    `${right} of ${runs}${behind}${wrong}`,
  );
}

function isRight(
  {
    kind,
    ceilingPerSecond = 200,
    windowMs = 1000,
    burst = (ceilingPerSecond * windowMs) / 1000,
  }: LimiterOptions,
  found: LimiterReading | null,
): boolean {
  const near = (seen: number | null, expected: number, slack: number) =>
    seen !== null && Math.abs(seen - expected) <= slack;
  return (
    found !== null &&
    found.kind === kind &&
    (found.windowMs ?? 1000) === windowMs &&
    near(found.ceilingPerSecond, ceilingPerSecond, ceilingPerSecond * 0.02) &&
    near(found.burst, burst, Math.max(4, burst * 0.04))
  );
}
