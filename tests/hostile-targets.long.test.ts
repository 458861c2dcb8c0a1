import { Inconclusive } from '../client/settings/run-errors.ts';
import type { Target } from '../client/settings/settings.ts';
import { runLoad } from '../load/run-load.ts';
import { parseProfile } from '../load/schedule/profile.ts';
import { holdTrials, type Instrument, nightly, suite, trials } from './hostile-trials.ts';

/** A load run on every hostile target, and the contract suite on those on which it takes seconds. */

/** Enough for every call of the run to be on its way at once. */
const maxConnections = nightly ? 200 : 62;

/** This process may be late without harm: no expected verdict depends on the moment of a call. */
const profile = parseProfile(
  `
name: hostile
description: Evenly, at a ceiling that is low enough for many runs side by side.
stages: [{ kind: constant, ratePerSecond: 30, durationSeconds: ${nightly ? 6 : 2} }]
ceilingPerSecond: 30
connections: { initial: 4, max: ${maxConnections} }
quietSeconds: 0
tolerances: { sendLagP99Ms: 20000, sendLagMaxMs: 20000 }
judges: [L1, L5, L7]
`,
  'hostile',
);

const load: Instrument = async (target: Target, callTimeoutMs) => {
  try {
    const report = await runLoad(target, { ...profile, callTimeoutMs });
    const breaches = report.checks.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
    return { verdict: report.verdict, breaches, reportText: JSON.stringify(report) };
  } catch (error) {
    if (!(error instanceof Inconclusive)) throw error;
    return { verdict: 'inconclusive', breaches: [], reportText: error.message };
  }
};

const slow = trials.filter(({ instrument, row }) => instrument !== 'suite' || row.isSlow);
await holdTrials(slow, { suite, load, 'load, turning': load });
