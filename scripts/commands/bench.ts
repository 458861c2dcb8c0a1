import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../client/settings/run-errors.ts';
import type { Target } from '../../client/settings/settings.ts';
import { conformingLimiters, loadMutants } from '../../reference/mutants/load-mutants.ts';
import { loggingTarget, stallingTarget, startFleet } from '../../reference/reference-fleet.ts';
import { benchArrivals } from '../bench/bench-arrivals.ts';
import { benchBusyGates, benchGates } from '../bench/bench-gates.ts';
import { benchLatency } from '../bench/bench-latency.ts';
import { benchLimiters } from '../bench/bench-limiters.ts';
import type { AddRow, BenchRow } from '../bench/bench-target.ts';
import { benchThroughput } from '../bench/bench-throughput.ts';
import { benchBusyVerdicts } from '../bench/bench-verdicts.ts';
import { defineCommand } from '../command/command.ts';
import { commonOptions } from '../command/common-options.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { reportFolder } from '../run/report-folder.ts';

const parts: Record<string, (targets: Map<string, Target>, add: AddRow) => Promise<void>> = {
  arrivals: (targets, add) => benchArrivals(targets.get(loggingTarget) as Target, add),
  latency: (targets, add) => benchLatency(targets.get(stallingTarget) as Target, add),
  throughput: (targets, add) => benchThroughput(targets.get(loggingTarget) as Target, add),
  limiters: (targets, add) => benchLimiters(targets, add),
  gates: (_, add) => benchGates(add),
  'busy-gates': (_, add) => benchBusyGates(add),
  'busy-verdicts': (targets, add) => benchBusyVerdicts(targets, add),
};

export const bench = defineCommand({
  name: 'bench',
  operands: '[PART ...]',
  summary: 'measures the load engine beside other load tools',
  about: `Runs autocannon, and vegeta, k6, oha, wrk, wrk2 and artillery where they are installed, on reference targets that log every arrival. Writes bench.json and bench.md to the report folder. Parts, all by default:

  arrivals       how evenly calls arrive at 200 per second
  latency        the p99 that each tool reports for a target that stalls
  throughput     the highest rate with a clean schedule, all responses judged
  limiters       how often each conforming limiter is identified correctly (about a quarter of an hour)
  gates          whether fifty gates in a row reach the same verdict (about twenty minutes)
  busy-gates     the same beside a busy loop on every core
  busy-verdicts  verdicts on conforming limiters and load mutants beside a busy loop on every core (about ten minutes)`,
  options: { 'report-dir': commonOptions['report-dir'] },
  exits: { pass: 'measured' },
  async run(call) {
    const { operands, print } = call;
    const wrong = operands.find((name) => !Object.hasOwn(parts, name));
    if (wrong !== undefined)
      throw new UsageError(`there is no part '${wrong}'; choose from ${Object.keys(parts).join(', ')}`);
    const folder = reportFolder(call);
    const rows: BenchRow[] = [];
    const add: AddRow = (what, who, value) => {
      rows.push({ what, who, value });
      print(`${what} | ${who} | ${value}`);
    };
    const fleet = await startFleet([
      loggingTarget,
      stallingTarget,
      ...conformingLimiters.map((_, index) => String(index)),
      ...loadMutants.map(({ name }) => name),
    ]);
    try {
      for (const [name, part] of Object.entries(parts))
        if (operands.length === 0 || operands.includes(name)) await part(fleet.targets, add);
    } finally {
      fleet.stop();
    }
    const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`;
    const table = [
      '| what | who | value |',
      '|---|---|---|',
      ...rows.map(({ what, who, value }) => `| ${what} | ${who} | ${value} |`),
    ];
    writeFileSync(join(folder, 'bench.json'), `${JSON.stringify({ machine, rows }, null, 2)}\n`);
    writeFileSync(join(folder, 'bench.md'), `\`npm run bench\` on ${machine}\n\n${table.join('\n')}\n`);
    return exitCodes.pass;
  },
});
