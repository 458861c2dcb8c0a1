import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { Inconclusive } from '../../client/settings/run-errors.ts';
import { readServedApp } from '../../client/settings/settings.ts';
import { startEmbeddedTarget } from '../../reference/embedded.ts';
import { defineCommand } from '../command/command.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { command } from '../command/spawned-command.ts';
import { chromiumPath, noChromium } from '../report/page/chromium.ts';

const mutant = 'names match in any case';
const width = 1120;
const marginPx = 24;
/** The part of the page that each picture shows; the first is its top. */
const views: Record<string, { of: string; height?: number }> = {
  'report.png': { of: 'body', height: 900 },
  'breach.png': { of: '#clause-S5' },
  'load.png': { of: '#load-2', height: 1330 },
};

export const pictures = defineCommand({
  name: 'pictures',
  summary: 'takes the pictures of the docs',
  about:
    'Runs the gate on a mutant of the reference target and takes screenshots of its index.html in a Chromium.',
  options: {},
  exits: { pass: 'written', inconclusive: 'there is no Chromium, or the page lacks a part' },
  async run({ env: given, print }) {
    if (noChromium !== undefined) throw new Inconclusive(noChromium);
    const folder = join(import.meta.dirname, '..', '..', 'docs', 'pictures');
    const reports = mkdtempSync(join(tmpdir(), 'pictures-'));
    const env = { TARGET_SECRET_KEY: 'key-of-the-pictures' };
    const target = await startEmbeddedTarget(readServedApp({ ...given, ...env }), { mutant });
    const browser = await chromium.launch({ executablePath: chromiumPath });
    try {
      const gate = await command('gate', [], { ...env, TARGET_URL: target.url, REPORT_DIR: reports });
      if (gate.code !== exitCodes.fail) throw new Inconclusive(`the gate did not fail: ${gate.stderr}`);
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: 'light' });
      await page.goto(pathToFileURL(join(reports, 'index.html')).href);
      mkdirSync(folder, { recursive: true });
      for (const [file, { of, height }] of Object.entries(views)) {
        const box = await page.locator(of).boundingBox();
        if (box === null) throw new Inconclusive(`the page has no ${of}`);
        const clip = {
          x: Math.max(0, box.x - marginPx),
          y: box.y,
          width: Math.min(width, box.width + 2 * marginPx),
          height: Math.min(box.height, height ?? box.height),
        };
        await page.screenshot({ path: join(folder, file), fullPage: true, clip });
        print(`docs/pictures/${file}: ${of} of the page`);
      }
      return exitCodes.pass;
    } finally {
      await browser.close();
      target.stop();
      rmSync(reports, { recursive: true });
    }
  },
});
