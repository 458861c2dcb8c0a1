import type { LimiterOptions } from '../../target/reference/limiter.ts';
import { conformingLimiters } from '../../target/reference/load-mutants.ts';
import type { Target } from '../../target/settings.ts';
import { readProfile } from '../profile.ts';
import { runLoad } from '../run-load.ts';
import type { AddRow } from './bench-target.ts';

const runs = 10;
/** A run that the harness was late for tells no figures and is repeated. */
const mostTries = 4;
/** More loads at a time would make each other late. */
const atOnce = 3;

const what = 'the limiter is named rightly by the profile `limiter`';

/** How often the profile `limiter` names each conforming limiter rightly: kind, ceiling and burst. */
export async function benchLimiters(targets: ReadonlyMap<string, Target>, add: AddRow): Promise<void> {
  const waiting = [...conformingLimiters.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, limiter] = next;
      const target = targets.get(String(index));
      if (target !== undefined) await nameOften(limiter, target, add);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function nameOften(limiter: LimiterOptions, target: Target, add: AddRow): Promise<void> {
  const profile = readProfile('limiter');
  const { kind, ceilingPerSecond = 200, burst = ceilingPerSecond, phaseMs } = limiter;
  let right = 0;
  let late = 0;
  let wrong = '';
  for (let run = 0; run < runs; run += 1) {
    let report = await runLoad(target, profile);
    for (let attempt = 1; attempt < mostTries && report.sent.faults.length > 0; attempt += 1) {
      late += 1;
      report = await runLoad(target, profile);
    }
    const found = report.limiter;
    const near = (seen: number | null | undefined, expected: number, slack: number) =>
      Math.abs((seen ?? Number.NaN) - expected) <= slack;
    const named =
      found?.kind === kind &&
      near(found.ceilingPerSecond, ceilingPerSecond, ceilingPerSecond * 0.02) &&
      near(found.burst, burst, Math.max(4, burst * 0.04));
    if (named) right += 1;
    else
      wrong = `; else ${found?.kind ?? 'none'} of ${found?.ceilingPerSecond}/s, burst ${found?.burst}: ${found?.evidence}`;
  }
  const size = limiter.burst === undefined ? '' : ` of ${limiter.burst}`;
  const phase = phaseMs === undefined ? '' : `, phase ${phaseMs} ms`;
  const behind = late === 0 ? '' : `, ${late} runs repeated since the harness was late`;
  add(what, `${kind}${size}${phase}`, `${right} of ${runs}${behind}${wrong}`);
}
