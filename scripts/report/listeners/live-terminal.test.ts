import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readTarget } from '../../../client/settings/settings.ts';
import { type Profile, readProfile } from '../../../load/schedule/profile.ts';
import type { OutputStream } from '../../command/io.ts';
import type { Run } from '../../run/run.ts';
import type { ListenerContext, RunEvent } from '../../run/run-events.ts';
import { exampleClause, exampleContract, exampleLoad, mixedRun } from '../example-runs.ts';
import { liveTerminal } from './live-terminal.ts';

/** Hears a whole run and gives what it wrote to each stream. */
function heard(
  run: Run,
  {
    stream = {},
    profiles = [],
    ...context
  }: Partial<Omit<ListenerContext, 'io'>> & {
    stream?: Partial<OutputStream>;
    profiles?: readonly Profile[];
  } = {},
): Record<'stdout' | 'stderr', string> {
  const written = { stdout: '', stderr: '' };
  const streamOf = (name: keyof typeof written): OutputStream => ({
    ...stream,
    write: (text) => {
      written[name] += text;
    },
  });
  const io = { stdout: streamOf('stdout'), stderr: streamOf('stderr') };
  const listener = liveTerminal({ folder: 'the-reports', env: {}, io, quiet: false, ...context });
  for (const event of eventsOf(run, profiles)) void listener(event);
  return written;
}

const suite = { generatedRequests: 1, seed: 1, clauses: [] };
const target = await readTarget({}, async () => 'http://127.0.0.1:1');

function eventsOf(run: Run, profiles: readonly Profile[]): RunEvent[] {
  const progress = {
    stage: 'excess',
    elapsedMs: 3000,
    totalMs: 10_000,
    sent: 600,
    ok: 590,
    refused: 10,
    p99Ms: 1.25,
    lagP99Ms: null,
  };
  return [
    { kind: 'run started', target, plan: { suite, profiles } },
    { kind: 'edition found', edition: '2021-09-28', evidence: ['it refuses with 30018'] },
    {
      kind: 'suite progress',
      title: 'a list is pulled whole',
      done: 3,
      total: 9,
      breached: 1,
      calls: 40,
      secondsLeft: 6,
    },
    ...(run.contract ? [{ kind: 'contract judged' as const, contract: run.contract }] : []),
    { kind: 'load progress', progress },
    { kind: 'load progress', progress },
    { kind: 'attempt spoiled', reason: 'late by 90 ms', next: 2, maxAttempts: 3 },
    ...run.loads.map((load) => ({ kind: 'profile judged' as const, load })),
    { kind: 'run ended', run },
  ];
}

test('results go to stdout, the verdict and the report folder last', () => {
  const { stdout } = heard(mixedRun());
  assert.match(
    stdout,
    /^Contract suite against the embedded reference target at http:\/\/127\.0\.0\.1:1: about 10 s\.$/m,
  );
  assert.match(stdout, /^The target follows the edition 2021-09-28: it refuses with 30018\.$/m);
  assert.match(stdout, /^S2 {2}✗ breached/m);
  assert.match(stdout, /^load profile over on /m);
  assert.match(
    stdout,
    /\nVerdict: 2 clauses breached: S2, L2; not exercised: F3, L4\nReports: the-reports\n$/,
  );
});

test('a reason why nothing could be judged is printed once', () => {
  const reason = 'the target could not be reached';
  const contract = exampleContract({
    verdict: 'inconclusive',
    reason,
    clauses: [exampleClause({ verdict: 'not-exercised', notes: ['see the reason of the whole run'] })],
  });
  for (const [run, profiles] of [
    [{ contract, loads: [] }, []],
    [{ contract, loads: [], notRun: ['load profile over was not run'] }, [readProfile('over')]],
  ] as const) {
    const { stdout } = heard(run, { profiles });
    assert.equal(stdout.split(reason).length - 1, 1, stdout);
    assert.match(stdout, /^not judged: E1$/m);
  }
});

test('a run of one part prints its verdict once', () => {
  const { stdout } = heard({ contract: exampleContract(), loads: [] });
  assert.match(stdout, /✓ conforms\nReports: the-reports\n$/);
  assert.doesNotMatch(stdout, /Verdict/);
});

describe('progress', () => {
  const clearLine = '\r\u001b[2K';
  const counts = /excess: 3 s, 7 s left \| sent 600, ok 590, refused 10 \| p99 1\.3 ms, lag p99 –/g;

  test('is a line every few seconds where it cannot be redrawn', () => {
    const { stderr } = heard(mixedRun());
    assert.deepEqual(stderr.match(counts)?.length, 1);
    assert.match(stderr, /^not judged: late by 90 ms; once more \(2 of 3\)$/m);
    assert.doesNotMatch(stderr, /\r|checks/);
  });

  test('is one line, redrawn and cut to the width, on a terminal', () => {
    const { stderr } = heard(mixedRun(), { stream: { isTTY: true, columns: 200 } });
    assert.equal(stderr.match(counts)?.length, 2);
    assert.ok(
      stderr.includes(
        `${clearLine}3/9 checks, 1 with a breach, 40 calls, about 6 s left  a list is pulled whole`,
      ),
    );
    const narrow = heard(mixedRun(), { stream: { isTTY: true, columns: 20 } }).stderr;
    assert.ok(narrow.includes(`${clearLine}excess: 3 s, 7 s le\r`));
  });
});

test('width and colour are those of the stream and the environment', () => {
  const bold = '\u001b[1m';
  const env = { TERM: 'xterm' };
  assert.ok(heard(mixedRun(), { env, stream: { isTTY: true } }).stdout.includes(bold));
  assert.ok(!heard(mixedRun(), { env: { NO_COLOR: '1' }, stream: { isTTY: true } }).stdout.includes(bold));
  assert.ok(!heard(mixedRun()).stdout.includes(bold));
  const widest = (columns: number) =>
    Math.max(
      ...heard(mixedRun(), { stream: { columns } })
        .stdout.split('\n')
        .filter((line) => !/curl|^Contract suite|^The target/.test(line))
        .map((line) => line.length),
    );
  assert.ok(widest(60) <= 60);
  assert.ok(widest(140) > 60);
});

describe('quiet', () => {
  for (const [run, verdict] of [
    [mixedRun(), '2 clauses breached: S2, L2; not exercised: F3, L4'],
    [{ contract: exampleContract(), loads: [exampleLoad()] }, 'conforms'],
    [{ contract: exampleContract(), loads: [] }, 'conforms'],
    [
      { contract: null, loads: [], notRun: ['load profile over was not run'] },
      'not judged: load profile over was not run',
    ],
  ] as const) {
    test(`prints the verdict alone: ${verdict}, ${run.loads.length} loads`, () => {
      const written = heard(run, { quiet: true, stream: { isTTY: true } });
      assert.deepEqual(written, { stdout: `Verdict: ${verdict}\n`, stderr: '' });
    });
  }

  test('a target has no say in what a runner of GitHub Actions obeys', () => {
    const contract = exampleContract({ verdict: 'inconclusive', reason: 'it said ##[add-path]/evil' });
    const { stdout } = heard({ contract, loads: [] }, { quiet: true });
    assert.match(stdout, /^Verdict: not judged: it said ## \[add-path\]\/evil\n$/);
  });
});
