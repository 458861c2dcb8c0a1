import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes } from '../command/exit-codes.ts';
import { command } from '../command/spawned-command.ts';
import { type AddRow, countsOf } from './bench-target.ts';
import { besideBusyLoops } from './busy-loops.ts';

const runs = 50;
const gate = `
profiles:
  - { profile: ceiling, durationSeconds: 5 }
  - { profile: over, durationSeconds: 6 }
`;

/** Whether the gate reaches the same verdict each time, on the embedded target. */
export async function benchGates(add: AddRow): Promise<void> {
  await verdicts('with nothing beside', add);
}

/** The same beside a busy loop on every core. */
export function benchBusyGates(add: AddRow): Promise<void> {
  return besideBusyLoops((beside) => verdicts(beside, add));
}

async function verdicts(beside: string, add: AddRow): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gates-'));
  const config = join(folder, 'group-get.yaml');
  writeFileSync(config, gate);
  const seen: string[] = [];
  const others: string[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const { code } = await command('gate', ['--config', config], { REPORT_DIR: folder });
    const [verdict = `exit code ${code}`] = Object.entries(exitCodes).find(([, each]) => each === code) ?? [];
    seen.push(verdict);
    if (code === exitCodes.pass) continue;
    const [words = ''] = /<h1[^>]*>.*<\/h1>/.exec(readFileSync(join(folder, 'index.html'), 'utf8')) ?? [];
    others.push(`run ${run}: ${words.replace(/<[^>]*>/g, '')}`);
  }
  rmSync(folder, { recursive: true });
  add(`verdicts of ${runs} gates in a row`, beside, [countsOf(seen), ...others].join('; '));
}
