import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Target } from '../../client/settings/settings.ts';
import { UsageError } from '../../client/settings/usage-error.ts';
import { conformingLimiters, loadMutants } from '../../reference/mutants/load-mutants.ts';
import { loggingTarget, stallingTarget, startFleet } from '../../reference/reference-fleet.ts';
import { benchArrivals } from '../bench/bench-arrivals.ts';
import { benchBusyGates, benchGates } from '../bench/bench-gates.ts';
import { benchLatency } from '../bench/bench-latency.ts';
import { benchLimiters } from '../bench/bench-limiters.ts';
import type { AddRow, BenchRow } from '../bench/bench-target.ts';
import { benchThroughput } from '../bench/bench-throughput.ts';
import { benchBusyVerdicts } from '../bench/bench-verdicts.ts';
import { exitCodes, runCommand } from '../command/command.ts';
import { reportFolder } from '../run/report-folder.ts';

const help = `npm run bench -- [PART ...]

Measures the load engine beside autocannon, and beside vegeta, k6, oha, wrk, wrk2 and artillery where they are installed, on
reference targets that log every arrival. Writes bench.json and bench.md to REPORT_DIR. Parts, all by default:

  arrivals       how evenly calls arrive at 200 a second
  latency        the p99 told of a target that stalls
  throughput     the highest rate with a clean schedule, every response judged
  limiters       how often each conforming limiter is named rightly (about a quarter of an hour)
  gates          whether fifty gates in a row come to one verdict (about twenty minutes)
  busy-gates     the same beside a busy loop on every core
  busy-verdicts  of each conforming limiter and each load mutant, beside a busy loop on every core (about ten minutes)`;

const parts: Record<string, (targets: Map<string, Target>, add: AddRow) => Promise<void>> = {
  arrivals: (targets, add) => benchArrivals(targets.get(loggingTarget) as Target, add),
  latency: (targets, add) => benchLatency(targets.get(stallingTarget) as Target, add),
  throughput: (targets, add) => benchThroughput(targets.get(loggingTarget) as Target, add),
  limiters: (targets, add) => benchLimiters(targets, add),
  gates: (_, add) => benchGates(add),
  'busy-gates': (_, add) => benchBusyGates(add),
  'busy-verdicts': (targets, add) => benchBusyVerdicts(targets, add),
};

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(help);
    return exitCodes.pass;
  }
  const wrong = positionals.find((name) => !(name in parts));
  if (wrong !== undefined)
    throw new UsageError(`there is no part '${wrong}'; choose of ${Object.keys(parts).join(', ')}`);
  const folder = reportFolder(process.env);
  const rows: BenchRow[] = [];
  const add: AddRow = (what, who, value) => {
    rows.push({ what, who, value });
    console.log(`${what} | ${who} | ${value}`);
  };
  const fleet = await startFleet([
    loggingTarget,
    stallingTarget,
    ...conformingLimiters.map((_, index) => String(index)),
    ...loadMutants.map(({ name }) => name),
  ]);
  try {
    for (const [name, bench] of Object.entries(parts))
      if (positionals.length === 0 || positionals.includes(name)) await bench(fleet.targets, add);
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
});
