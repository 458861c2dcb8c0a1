import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { readServedApp } from '../../client/settings/settings.ts';
import { Inconclusive } from '../../client/settings/usage-error.ts';
import { startEmbeddedTarget } from '../../reference/embedded.ts';
import { exitCodes, runCommand } from '../command/command.ts';
import { command } from '../command/spawned-command.ts';
import { chromiumPath, noChromium } from '../report/page/chromium.ts';

const help = `npm run pictures

Takes the pictures of the docs: runs the gate on a mutant of the reference target and looks at its index.html in a Chromium.`;

const mutant = 'names match in any case';
const width = 1120;
const marginPx = 24;
/** What each picture shows of the page; the first is its top. */
const pictures: Record<string, { of: string; height?: number }> = {
  'report.png': { of: 'body', height: 900 },
  'breach.png': { of: '#clause-S5' },
  'load.png': { of: '#load-2', height: 1330 },
};

await runCommand(async () => {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) {
    console.log(help);
    return exitCodes.pass;
  }
  if (noChromium !== undefined) throw new Inconclusive(noChromium);
  const folder = join(import.meta.dirname, '..', '..', 'docs', 'pictures');
  const reports = mkdtempSync(join(tmpdir(), 'pictures-'));
  const env = { TARGET_SECRET_KEY: 'key-of-the-pictures' };
  const target = await startEmbeddedTarget(readServedApp({ ...process.env, ...env }), { mutant });
  const browser = await chromium.launch({ executablePath: chromiumPath });
  try {
    const gate = await command('gate.ts', [], { ...env, TARGET_URL: target.url, REPORT_DIR: reports });
    if (gate.code !== exitCodes.fail) throw new Inconclusive(`the gate did not fail: ${gate.stderr}`);
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: 'light' });
    await page.goto(pathToFileURL(join(reports, 'index.html')).href);
    mkdirSync(folder, { recursive: true });
    for (const [file, { of, height }] of Object.entries(pictures)) {
      const box = await page.locator(of).boundingBox();
      if (box === null) throw new Inconclusive(`the page has no ${of}`);
      const clip = {
        x: Math.max(0, box.x - marginPx),
        y: box.y,
        width: Math.min(width, box.width + 2 * marginPx),
        height: Math.min(box.height, height ?? box.height),
      };
      await page.screenshot({ path: join(folder, file), fullPage: true, clip });
      console.log(`docs/pictures/${file}: ${of} of the page`);
    }
    return exitCodes.pass;
  } finally {
    await browser.close();
    target.stop();
    rmSync(reports, { recursive: true });
  }
});
