import type { Target } from '../../client/settings/settings.ts';
import { runLoad } from '../../load/run-load.ts';
import { readProfile, withOverrides } from '../../load/schedule/profile.ts';
import { conformingLimiters, loadMutants } from '../../reference/mutants/load-mutants.ts';
import { type AddRow, countsOf } from './bench-target.ts';
import { besideBusyLoops } from './busy-loops.ts';

const lengths = { ceiling: 4, over: 6 };

/** The verdicts on a busy machine: one run of each conforming limiter under both profiles, and of each load mutant. */
export function benchBusyVerdicts(targets: ReadonlyMap<string, Target>, add: AddRow): Promise<void> {
  const conforming = conformingLimiters.flatMap((_, index) =>
    (['ceiling', 'over'] as const).map((profile) => ({ name: String(index), profile })),
  );
  return besideBusyLoops(async (beside) => {
    for (const [what, runs, wrong] of [
      ['conforming limiters', conforming, 'fail'],
      ['load mutants', loadMutants, 'pass'],
    ] as const) {
      const seen: string[] = [];
      const wrongs: string[] = [];
      for (const { name, profile } of runs) {
        const durationSeconds = lengths[profile];
        const { verdict, reason } = await runLoad(
          targets.get(name) as Target,
          withOverrides(readProfile(profile), { durationSeconds }),
        );
        seen.push(verdict);
        if (verdict === wrong) wrongs.push(`wrong: ${name}, ${profile}: ${reason}`);
      }
      add(`verdicts of ${runs.length} runs`, `${what}, ${beside}`, [countsOf(seen), ...wrongs].join('; '));
    }
  });
}
