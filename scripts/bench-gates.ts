import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddRow } from '../load/bench/bench-target.ts';
import { exitCodes } from './command.ts';
import { command } from './spawned-command.ts';

const runs = 50;
const gate = `
profiles:
  - { profile: ceiling, durationSeconds: 5 }
  - { profile: over, durationSeconds: 6 }
`;

/** Whether the gate comes to the same verdict each time: on the embedded target, alone and beside a busy loop on every core. */
export async function benchGates(add: AddRow): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gates-'));
  const config = join(folder, 'group-get.yaml');
  writeFileSync(config, gate);
  const what = `verdicts of ${runs} gates in a row`;
  const cores = availableParallelism();
  try {
    add(what, 'with nothing beside', await verdicts(config, folder));
    const loops = Array.from({ length: cores }, () => spawn(process.execPath, ['-e', 'for (;;) {}']));
    try {
      add(what, `beside ${cores} busy loops on ${cores} cores`, await verdicts(config, folder));
    } finally {
      for (const loop of loops) loop.kill('SIGKILL');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function verdicts(config: string, folder: string): Promise<string> {
  const counts = new Map<string, number>();
  for (let run = 0; run < runs; run += 1) {
    const { code } = await command('start.ts', ['--config', config], { REPORT_DIR: join(folder, 'reports') });
    const [verdict = `exit code ${code}`] = Object.entries(exitCodes).find(([, each]) => each === code) ?? [];
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  return [...counts].map(([verdict, count]) => `${count} × ${verdict}`).join(', ');
}
