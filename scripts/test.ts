import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { exitCodes, runCommand } from './command.ts';

const help = `npm test -- [WORD ...]

Runs the project's own tests (*.test.ts, beside what they test), or those whose path holds one of the words.`;

const root = join(import.meta.dirname, '..');
const folders = ['spec', 'target', 'tests', 'load', 'scripts'];

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
    .sort();
  const counts = new Map<string, { passed: number; failed: number }>();
  let passed = 0;
  let failed = 0;
  // One file after the other: those that measure time must not share the machine with the rest.
  const events = run({ files: files.map((path) => join(root, path)), concurrency: 1 });
  for await (const event of events as AsyncIterable<TestEvent>) {
    if (event.type === 'test:stdout') process.stdout.write(event.data.message);
    if (event.type === 'test:stderr') process.stderr.write(event.data.message);
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, file, details } = event.data;
    if (details.type === 'suite') continue;
    const path = relative(root, file ?? name);
    const count = counts.get(path) ?? { passed: 0, failed: 0 };
    counts.set(path, count);
    if (event.type === 'test:pass') {
      count.passed += 1;
      passed += 1;
    } else {
      count.failed += 1;
      failed += 1;
      const { error } = event.data.details;
      console.log(
        `FAILED  ${path}: ${name}\n${indented((error.cause as Error | undefined)?.stack ?? error.message)}`,
      );
    }
  }
  for (const [path, count] of counts)
    console.log(`${path.padEnd(44)} ${count.passed} passed, ${count.failed} failed`);
  if (counts.size === 0) console.log('no tests');
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? exitCodes.fail : exitCodes.pass;
});

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
