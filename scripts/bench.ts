import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import autocannon from 'autocannon';
import { AnswerJudge } from '../load/answer-judge.ts';
import { isInstalled, peers } from '../load/bench/peers.ts';
import { type Profile, readProfile, withOverrides } from '../load/profile.ts';
import { loggingTarget, stallingTarget, stallMs, startFleet } from '../load/reference-fleet.ts';
import { runLoad } from '../load/run-load.ts';
import { callQuery, groupGetRequest } from '../target/group-get-request.ts';
import { adminUserSig, type Target } from '../target/settings.ts';
import { exitCodes, runCommand } from './command.ts';
import { reportFolder } from './report-folder.ts';

const help = `npm run bench

Measures the load engine beside autocannon's own rate option, and beside vegeta, k6, oha and wrk2 where they are installed, on
reference targets that log every arrival. Takes about two minutes; writes bench.json and bench.md to REPORT_DIR.`;

const ratePerSecond = 200;
const durationSeconds = 5;
const runs = 3;

/** One line of a table: what, who, how much. */
interface Row {
  what: string;
  who: string;
  value: string;
}

await runCommand(async () => {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) {
    console.log(help);
    return exitCodes.pass;
  }
  const folder = reportFolder(process.env);
  const rows: Row[] = [];
  const add = (what: string, who: string, value: string) => {
    rows.push({ what, who, value });
    console.log(`${what} | ${who} | ${value}`);
  };
  const fleet = await startFleet([loggingTarget, stallingTarget]);
  try {
    await benchEvenness(fleet.targets.get(loggingTarget) as Target, add);
    await benchLatency(fleet.targets.get(stallingTarget) as Target, add);
    await benchThroughput(fleet.targets.get(loggingTarget) as Target, add);
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

type Add = (what: string, who: string, value: string) => void;

async function benchEvenness(target: Target, add: Add): Promise<void> {
  const what = `arrivals at an even ${ratePerSecond}/s, as the target logs them`;
  const profile = engineProfile();
  add(what, 'this engine', await evenness(target, async () => void (await runLoad(target, profile)), 1));
  add(
    what,
    "autocannon's overallRate",
    await evenness(target, () => autocannonAtRate(target).then(() => {})),
  );
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  for (const { name, command } of peers) {
    if (!isInstalled(name)) {
      add(what, name, 'not on this machine');
      continue;
    }
    const { url, body } = callOf(target);
    const args = command({ url, body, ratePerSecond, durationSeconds, folder });
    add(what, name, await evenness(target, () => promisify(execFile)(name, args).then(() => {})));
  }
  rmSync(folder, { recursive: true });
}

/** Spread of the arrivals over the median of some runs. @param skip calls before the load */
async function evenness(target: Target, run: () => Promise<void>, skip = 0): Promise<string> {
  const seen: { per100Ms: number; perSecond: number; deviationMs: number }[] = [];
  for (let turn = 0; turn < runs; turn += 1) {
    const before = (await arrivalsOf(target)).length;
    await run();
    const arrived = (await arrivalsOf(target)).slice(before + skip).sort((a, b) => a - b);
    const gaps = arrived.slice(1).map((ms, index) => ms - (arrived[index] as number));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    seen.push({
      per100Ms: mostWithin(arrived, 100),
      perSecond: mostWithin(arrived, 1000),
      deviationMs: Math.sqrt(variance),
    });
  }
  const median = (pick: (one: (typeof seen)[number]) => number) =>
    seen.map(pick).sort((a, b) => a - b)[seen.length >> 1] as number;
  return `at most ${median((one) => one.per100Ms)} in 100 ms, ${median((one) => one.perSecond)} in a second; spacing deviates ${median((one) => one.deviationMs).toFixed(2)} ms (median of ${runs} runs)`;
}

async function benchLatency(target: Target, add: Add): Promise<void> {
  const what = 'p99 on a target that stalls 500 ms in every 5 s';
  const before = (await arrivalsOf(target)).length;
  const report = await runLoad(target, engineProfile());
  const truth = (await arrivalsOf(target))
    .slice(before + 1)
    .map(stallMs)
    .sort((a, b) => a - b);
  add(what, "the target's own log", `${(truth[Math.ceil(truth.length * 0.99) - 1] ?? 0).toFixed(0)} ms`);
  add(what, 'this engine', `${(report.latencyMs.p99 ?? 0).toFixed(0)} ms`);
  const result = await autocannonAtRate(target);
  add(what, "autocannon's overallRate", `${result.latency.p99} ms`);
}

async function benchThroughput(target: Target, add: Add): Promise<void> {
  const raw = await autocannon({ ...requestOf(target), connections: 50, duration: 4 });
  const rawPerSecond = raw.requests.total / raw.duration;
  add('calls a second, as fast as it goes', 'raw autocannon, nothing judged', rawPerSecond.toFixed(0));
  const profile = readProfile('capacity');
  const search = profile.search && {
    ...profile.search,
    startRatePerSecond: Math.round(rawPerSecond / 4),
    growth: 1.4,
    precision: 0.08,
  };
  const report = await runLoad(target, { ...profile, quietSeconds: 0.2, ...(search && { search }) });
  const sustained = report.capacity?.sustainedPerSecond ?? 0;
  add(
    'highest rate with a clean schedule, one core',
    'this engine, each response judged',
    `${sustained}, ${(sustained / rawPerSecond).toFixed(2)} of raw autocannon (stopped by ${report.capacity?.limitedBy})`,
  );
  add('judging one response', 'this engine', judgingCost(sustained));
}

/** What judging takes of the time that a call has at a rate. */
function judgingCost(atRate: number): string {
  const judge = new AnswerJudge('2021-09-28', (text) => text);
  const body = Buffer.from(
    JSON.stringify({
      ResultItem: ['group1', 'group2', 'group3'].map((GroupName, n) => ({
        GroupName,
        FriendNumber: n + 1,
        To_Account: ['friend1', 'friend2', 'friend3'].slice(0, n + 1),
      })),
      CurrentSequence: 2,
      ActionStatus: 'OK',
      ErrorCode: 0,
      ErrorInfo: '',
      ErrorDisplay: '',
    }),
  );
  const result = {
    kind: 'response' as const,
    status: 200,
    headers: new Map([['content-type', 'application/json']]),
    body,
  };
  judge.takeBaseline(result);
  const count = 200_000;
  for (let n = 0; n < count / 10; n += 1) judge.judge(result);
  const startMs = performance.now();
  for (let n = 0; n < count; n += 1) judge.judge(result);
  const microseconds = ((performance.now() - startMs) * 1000) / count;
  return `${microseconds.toFixed(1)} µs, ${((microseconds * atRate) / 10_000).toFixed(1)} % of a core at ${atRate}/s`;
}

function engineProfile(): Profile {
  return { ...withOverrides(readProfile('ceiling'), { durationSeconds }), quietSeconds: 0.5 };
}

function autocannonAtRate(target: Target): Promise<autocannon.Result> {
  return Promise.resolve(
    autocannon({
      ...requestOf(target),
      connections: 20,
      overallRate: ratePerSecond,
      duration: durationSeconds,
    }),
  );
}

function callOf(target: Target): { url: string; headers: Record<string, string>; body: string } {
  const account = target.fixtures.accounts.populated.id;
  const query = callQuery(target, adminUserSig(target, 3600));
  const { path, headers, body } = groupGetRequest(target, query, {
    From_Account: account,
    LastSequence: 0,
    NeedFriend: 'Need_Friend_Type_Yes',
  });
  return { url: new URL(path, target.url).href, headers, body };
}

function requestOf(target: Target): autocannon.Options {
  return { ...callOf(target), method: 'POST' };
}

async function arrivalsOf(target: Target): Promise<number[]> {
  return (await (await fetch(new URL('/arrivals', target.url))).json()) as number[];
}

/** Most of the sorted times within any stretch of so many ms. */
function mostWithin(sortedMs: number[], windowMs: number): number {
  let most = 0;
  let first = 0;
  for (const [last, ms] of sortedMs.entries()) {
    while (ms - (sortedMs[first] as number) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
