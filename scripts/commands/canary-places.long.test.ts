import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { encodings, tracesIn } from '../../client/credentials/secret-traces.ts';
import { byKey, byUserSig, secretKey } from '../command/canary-secrets.ts';
import { withLeakyTarget } from '../command/leaky-target.ts';
import { command } from '../command/spawned-command.ts';

/** Whole runs in processes of their own on a target that sends secrets back in every place, in each encoding in turn. */

const folder = mkdtempSync(join(tmpdir(), 'canary-places-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const config = join(folder, 'gate.yaml');
writeFileSync(config, 'profiles: [{ profile: ceiling, durationSeconds: 1, ratePerSecond: 60 }]\n');

describe('neither key nor UserSig is left by a gate', { concurrency: 2 }, () => {
  // Nineteen encodings and eight shapes of answers: the calls of a suite meet every pair.
  for (const by of [byKey, byUserSig]) {
    test(by.name, async () => {
      const reports = mkdtempSync(join(folder, 'reports-'));
      await withLeakyTarget(Object.keys(encodings), async (url, sent) => {
        const { stdout, stderr } = await command('gate', ['--config', config], {
          ...by(url),
          REPORT_DIR: reports,
        });
        // With a ready UserSig the run never meets the key.
        const secrets = [...(by === byKey ? [secretKey] : []), ...[...sent].slice(0, 5)];
        assert.ok(existsSync(join(reports, 'contract.json')), stdout + stderr);
        assert.deepEqual(tracesIn(Buffer.from(stdout + stderr), secrets), [], 'the streams');
        for (const name of readdirSync(reports))
          assert.deepEqual(tracesIn(readFileSync(join(reports, name)), secrets), [], name);
      });
    });
  }
});
