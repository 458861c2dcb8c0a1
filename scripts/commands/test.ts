import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { defineCommand } from '../command/command.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { flag } from '../command/option.ts';

const root = join(import.meta.dirname, '..', '..');
const folders = ['spec', 'client', 'reference', 'tests', 'load', 'scripts', 'docs'];
/** Files that measure time share the machine with no other file. */
const alone = [
  'tests/hostile-targets',
  'load/judge/limiters.long',
  'load/run-load.long',
  'load/send/connection-pool.long',
];
/** Files that take longest, longest first: the others then fill the cores that are left. */
const slowest = [
  'tests/matrix',
  'scripts/commands/processes',
  'scripts/doctor/doctor',
  'scripts/commands/commands',
  'scripts/commands/canary',
  'scripts/commands/robustness',
  'scripts/commands/fuzz',
];

/** Counts of a file's tests, and the time of the whole file. */
interface FileResult {
  passed: number;
  failed: number;
  seconds: number;
}

export const test = defineCommand({
  name: 'test',
  operands: '[WORD ...]',
  summary: "runs the project's own tests",
  about:
    'Runs *.test.ts, or those files whose path contains one of the words. Files named *.long.test.ts are run with --long only. NIGHTLY=1 tries more random inputs.',
  options: {
    long: flag('run the long tests instead: real load runs, browsers, commands in processes of their own'),
  },
  exits: { pass: 'all passed', fail: 'a test failed, or none ran' },
  async run({ operands, options, io, print }) {
    const paths = testFiles(options.long).filter(
      (path) => operands.length === 0 || operands.some((word) => path.includes(word)),
    );
    const results = new Map<string, FileResult>();
    const skipped: string[] = [];
    const resultOf = (path: string) => {
      const result = results.get(path) ?? { passed: 0, failed: 0, seconds: 0 };
      results.set(path, result);
      return result;
    };
    const take = (event: TestEvent) => {
      if (event.type === 'test:stdout') io.stdout.write(event.data.message);
      if (event.type === 'test:stderr') io.stderr.write(event.data.message);
      if (event.type === 'test:complete' && event.data.name === event.data.file)
        resultOf(relative(root, event.data.file)).seconds = event.data.details.duration_ms / 1000;
      if (event.type !== 'test:pass' && event.type !== 'test:fail') return;
      if (event.data.details.type === 'suite') return;
      const { name, skip, file = name } = event.data;
      const path = relative(root, file);
      if (skip !== undefined) {
        skipped.push(`SKIPPED ${path}: ${name} (${skip === true || skip === '' ? 'no reason given' : skip})`);
      } else if (event.type === 'test:pass') resultOf(path).passed += 1;
      else {
        resultOf(path).failed += 1;
        const { error } = event.data.details;
        const problem = (error.cause as Error | undefined)?.stack ?? error.message;
        print(`FAILED  ${path}: ${name}`, problem.replaceAll(/^/gm, '    '));
      }
    };
    const startMs = performance.now();
    const isAlone = (path: string) => alone.some((part) => path.startsWith(part));
    for (const { files, concurrency } of [
      { files: paths.filter((path) => !isAlone(path)), concurrency: availableParallelism() },
      { files: paths.filter(isAlone), concurrency: 1 },
    ]) {
      if (files.length === 0) continue;
      const events = run({ files: files.map((path) => join(root, path)), concurrency });
      for await (const event of events as AsyncIterable<TestEvent>) take(event);
    }
    const slowestFirst = [...results].sort(([, a], [, b]) => b.seconds - a.seconds);
    for (const [path, { passed, failed, seconds }] of slowestFirst)
      print(`${path.padEnd(50)} ${seconds.toFixed(1).padStart(6)} s  ${passed} passed, ${failed} failed`);
    print(...skipped);
    const sum = (pick: (result: FileResult) => number) =>
      [...results.values()].reduce((total, result) => total + pick(result), 0);
    const passed = sum((result) => result.passed);
    const failed = sum((result) => result.failed);
    const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
    print('', `in ${seconds} s, ${skipped.length} skipped`, `${passed} passed, ${failed} failed`);
    return failed > 0 || passed === 0 ? exitCodes.fail : exitCodes.pass;
  },
});

/** The paths of one tier from the root, in the order in which they start. */
function testFiles(long: boolean): string[] {
  const rank = (path: string) => {
    const place = slowest.findIndex((start) => path.startsWith(start));
    return place < 0 ? slowest.length : place;
  };
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((path) => path.endsWith('.test.ts') && path.endsWith('.long.test.ts') === long)
    .sort()
    .sort((a, b) => rank(a) - rank(b));
}
