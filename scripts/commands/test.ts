import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { exitCodes, runCommand } from '../command/command.ts';

const help = `npm test -- [WORD ...]

Runs the project's own tests (*.test.ts, beside what they test), or those whose path holds one of the words.`;

const root = join(import.meta.dirname, '..', '..');
/** Tests that measure time share the machine with no other. */
const alone = ['load/send/connection-pool', 'load/judge/limiters', 'load/run-load', 'tests/hostile-targets'];
/** Begun first, as the others then fill what is left of the cores. */
const longest = 'tests/matrix';
const folders = ['spec', 'client', 'reference', 'tests', 'load', 'scripts', 'docs'];

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(help);
    return exitCodes.pass;
  }
  const files = folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((path) => path.endsWith('.test.ts'))
    .filter((path) => positionals.length === 0 || positionals.some((word) => path.includes(word)))
    .sort()
    .sort((a, b) => Number(b.startsWith(longest)) - Number(a.startsWith(longest)));
  const counts = new Map<string, { passed: number; failed: number }>();
  const skipped: string[] = [];
  const hear = (path: string, event: TestEvent & { type: 'test:pass' | 'test:fail' }) => {
    const count = counts.get(path) ?? { passed: 0, failed: 0 };
    counts.set(path, count);
    if (event.data.skip !== undefined) {
      skipped.push(`SKIPPED ${path}: ${event.data.name} (${event.data.skip || 'no reason given'})`);
      return;
    }
    if (event.type === 'test:pass') {
      count.passed += 1;
      return;
    }
    count.failed += 1;
    const { error } = event.data.details;
    const told = (error.cause as Error | undefined)?.stack ?? error.message;
    console.log(`FAILED  ${path}: ${event.data.name}\n${indented(told)}`);
  };
  const isAlone = (path: string) => alone.some((part) => path.startsWith(part));
  const rounds = [
    { paths: files.filter((path) => !isAlone(path)), concurrency: availableParallelism() },
    { paths: files.filter(isAlone), concurrency: 1 },
  ];
  const startedMs = performance.now();
  for (const { paths, concurrency } of rounds.filter((round) => round.paths.length > 0)) {
    const events = run({ files: paths.map((path) => join(root, path)), concurrency });
    for await (const event of events as AsyncIterable<TestEvent>) {
      if (event.type === 'test:stdout') process.stdout.write(event.data.message);
      if (event.type === 'test:stderr') process.stderr.write(event.data.message);
      if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
      if (event.data.details.type !== 'suite' || event.data.skip !== undefined)
        hear(relative(root, event.data.file ?? event.data.name), event);
    }
  }
  for (const [path, count] of [...counts].sort())
    console.log(`${path.padEnd(44)} ${count.passed} passed, ${count.failed} failed`);
  for (const line of skipped) console.log(line);
  const passed = sum([...counts.values()].map((count) => count.passed));
  const failed = sum([...counts.values()].map((count) => count.failed));
  if (counts.size === 0) console.log('no tests');
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  console.log(`\nin ${seconds} s, ${skipped.length} skipped\n${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? exitCodes.fail : exitCodes.pass;
});

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
