import type { AddRow } from '../load/bench/bench-target.ts';
import type { LoadReport } from '../load/load-report.ts';
import { readProfile, withOverrides } from '../load/profile.ts';
import { runLoad } from '../load/run-load.ts';
import { conformingLimiters, loadMutants } from '../target/reference/load-mutants.ts';
import type { Target } from '../target/settings.ts';
import { besideBusyLoops } from './busy-loops.ts';

const lengths = { ceiling: 4, over: 6 };

/** Which verdicts a busy machine comes to: of each conforming limiter under both profiles, and of each load mutant, one run each. */
export function benchBusyVerdicts(targets: ReadonlyMap<string, Target>, add: AddRow): Promise<void> {
  const conforming = conformingLimiters.flatMap((_, index) =>
    (['ceiling', 'over'] as const).map((profile) => ({ name: String(index), profile })),
  );
  return besideBusyLoops(async (beside) => {
    for (const [what, runs, wrong] of [
      ['conforming limiters', conforming, 'fail'],
      ['load mutants', loadMutants, 'pass'],
    ] as const) {
      const counts = new Map<string, number>();
      const wrongs: string[] = [];
      for (const { name, profile } of runs) {
        const durationSeconds = lengths[profile];
        const { verdict, reason }: LoadReport = await runLoad(
          targets.get(name) as Target,
          withOverrides(readProfile(profile), { durationSeconds }),
        );
        counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
        if (verdict === wrong) wrongs.push(`wrong: ${name}, ${profile}: ${reason}`);
      }
      const told = [...counts].map(([verdict, count]) => `${count} × ${verdict}`).join(', ');
      add(`verdicts of ${runs.length} runs`, `${what}, ${beside}`, [told, ...wrongs].join('; '));
    }
  });
}
