import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import axe from 'axe-core';
import type { Run } from '../../run/run.ts';
import {
  capacityRun,
  exampleContract,
  exampleLoad,
  hostileRun,
  hostileTexts,
  mixedRun,
} from '../example-runs.ts';
import { html } from '../formats/html.ts';
import { chromiumPath, noChromium } from './chromium.ts';

/** The page in a browser, from disk: at the widths of a phone, a tablet and a desktop, light and dark. */

const widths = [375, 768, 1280];
const schemes = ['light', 'dark'] as const;
const shortHostile = Object.values(hostileTexts).map((text) => text.slice(0, 2000));
const pages: Record<string, string> = {
  conforming: html({ contract: exampleContract(), loads: [exampleLoad()] }),
  mixed: html(mixedRun()),
  capacity: html(capacityRun()),
  'hostile, of every kind': html(hostileRun(shortHostile.join(' '))),
};
const hostilePages = Object.entries(hostileTexts).map(([name, text]): [string, string] => [
  `hostile, ${name}`,
  html(hostileRun(text)),
]);

const folder = mkdtempSync(join(tmpdir(), 'page-'));
let browser: Browser;

describe('index.html in a browser', { skip: noChromium ?? false }, () => {
  before(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath });
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  for (const colorScheme of schemes) {
    test(`fits its width, loads nothing and is accessible: ${colorScheme}`, async () => {
      const context = await browser.newContext({ colorScheme });
      for (const [name, text] of Object.entries(pages)) {
        for (const width of widths)
          assert.deepEqual(await faults(context, text, width, true), [], `${name}, ${width} wide`);
      }
      await context.close();
    });
  }

  test('fits its width and loads nothing, whatever a target sends', async () => {
    const context = await browser.newContext();
    for (const [name, text] of hostilePages)
      assert.deepEqual(await faults(context, text, 375), [], `${name}, 375 wide`);
    await context.close();
  });

  describe('a page that is broken is found to be', () => {
    const broken: [what: string, change: (page: string) => string, found: RegExp][] = [
      ['too wide', (page) => page.replace('<main>', '<main><svg width="2000"></svg>'), /scrolls sideways/],
      [
        'obeying a script of the content',
        (page) => page.replace(/<meta http-equiv[^>]*>/, '<script>globalThis.harmed = true</script>'),
        /a script of the content ran/,
      ],
      [
        'holding a script that is not obeyed',
        (page) => page.replace('<main>', '<main><script>globalThis.harmed = true</script>'),
        /Content Security Policy/,
      ],
      [
        'loading something',
        (page) =>
          page
            .replace(/<meta http-equiv[^>]*>/, '')
            .replace('<main>', '<main><img alt="" src="other-file.png">'),
        /asked for .*other-file\.png/,
      ],
      ['hard to read', (page) => page.replace('<main>', '<main><svg role="img"></svg>'), /axe: svg-img-alt/],
    ];
    for (const [what, change, found] of broken) {
      test(what, async () => {
        const context = await browser.newContext();
        const page = html(mixedRun());
        const changed = change(page);
        assert.notEqual(changed, page);
        assert.match((await faults(context, changed, 768, true)).join('\n'), found);
        await context.close();
      });
    }
  });

  test('shows every cause on the first screen, and its evidence without a click', async () => {
    const { page, context } = await opened(mixedRun(), 1280);
    const { height } = page.viewportSize() ?? { height: 0 };
    for (const cause of await page.locator('.causes li').all()) {
      const box = await cause.boundingBox();
      assert.ok(box && box.y + box.height <= height, await cause.innerText());
    }
    const mark = page.locator('#clause-S2 mark');
    assert.ok(await mark.isVisible());
    assert.match(await mark.innerText(), /"GroupName": "a"/);
    const sides = await Promise.all(
      ['Request', 'Response'].map((name) =>
        page.locator('#clause-S2 .sides section', { hasText: name }).first().boundingBox(),
      ),
    );
    assert.equal(sides[0]?.y, sides[1]?.y);
    await context.close();
  });

  test('filters by text and by verdict, all by keyboard', async () => {
    const { page, context } = await opened(mixedRun(), 768);
    const shown = async () => {
      const ids = await page.locator('.clauses tbody:visible > tr:first-child > th').allInnerTexts();
      return ids.join(' ');
    };
    const counted = () => page.locator('#shown').innerText();
    assert.equal(await shown(), 'E1 S2 F3');
    await tabTo(page, 'input[type=radio]');
    await page.keyboard.press('ArrowRight');
    assert.equal(await shown(), 'S2');
    assert.equal(await counted(), '1 of 3 shown');
    await page.keyboard.press('ArrowRight');
    assert.equal(await shown(), 'F3');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await tabTo(page, 'input[type=search]');
    await page.keyboard.type('NONADMIN');
    assert.equal(await shown(), 'F3');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('nothing like it');
    assert.equal(await counted(), '0 of 3 shown');
    // A link to a clause that is filtered out still leads to it.
    await page.locator('.causes a[href="#clause-S2"]').focus();
    await page.keyboard.press('Enter');
    await page.locator('#clause-S2').waitFor({ state: 'visible' });
    assert.equal(await shown(), 'E1 S2 F3');
    await context.close();
  });

  test('opens evidence and copies the command by keyboard', async () => {
    const { page, context } = await opened(mixedRun(), 1280);
    const evidence = page.locator('#clause-S2 details.breach');
    await tabTo(page, '#clause-S2 details.breach > summary');
    await page.keyboard.press('Enter');
    assert.equal(await evidence.getAttribute('open'), null);
    await page.keyboard.press('Enter');
    await tabTo(page, '#clause-S2 .copy');
    await page.keyboard.press('Enter');
    await page.locator('#clause-S2 .copy', { hasText: 'Copied' }).waitFor();
    await page.locator('input[type=search]').focus();
    await page.keyboard.press('Control+V');
    assert.equal(
      await page.locator('input[type=search]').inputValue(),
      await page.locator('#clause-S2 .command pre').first().innerText(),
    );
    await context.close();
  });

  test('is whole without script, and prints its evidence', async () => {
    const { page, context } = await opened(mixedRun(), 1280, { javaScriptEnabled: false });
    assert.equal(await page.locator('#filter').isVisible(), false);
    assert.equal(await page.locator('.copy:visible').count(), 0);
    assert.equal(await page.locator('.canvas:visible').count(), 4);
    await context.close();

    const printed = await opened(mixedRun(), 1280);
    await printed.page.evaluate(
      `document.querySelectorAll('details.breach').forEach((each) => { each.open = false; });
       addEventListener('beforeprint', () => { globalThis.stillClosed = document.querySelectorAll('details.breach:not([open])').length; });`,
    );
    const paper = await printed.page.pdf({ format: 'A4' });
    assert.equal(await printed.page.evaluate('globalThis.stillClosed'), 0);
    assert.ok(paper.length > 10_000);
    await printed.context.close();
  });
});

/** Everything that is wrong with a page in a browser, in words. */
async function faults(
  context: BrowserContext,
  text: string,
  width: number,
  withAxe = false,
): Promise<string[]> {
  const page = await context.newPage();
  await page.setViewportSize({ width, height: 900 });
  const found: string[] = [];
  const url = fileOf(text);
  page.on('console', (message) => {
    if (message.type() === 'error') found.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => found.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== url) found.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  const room = await page.evaluate<number>('document.documentElement.clientWidth');
  const used = await page.evaluate<number>('document.documentElement.scrollWidth');
  if (used > room) found.push(`scrolls sideways: ${used} in ${room}`);
  if (await page.evaluate('globalThis.harmed !== undefined')) found.push('a script of the content ran');
  if (withAxe) {
    // As an expression, as the policy of the page would block a script.
    await page.evaluate(`${axe.source}; undefined`);
    const { violations } = await page.evaluate<axe.AxeResults>('axe.run({ preload: false })');
    for (const { id, nodes } of violations)
      found.push(`axe: ${id}: ${nodes.map((node) => node.html.slice(0, 200)).join('\n')}`);
  }
  await page.close();
  return found;
}

async function opened(
  run: Run,
  width: number,
  options: { javaScriptEnabled?: boolean } = {},
): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.setViewportSize({ width, height: 900 });
  await page.goto(fileOf(html(run)));
  return { page, context };
}

let files = 0;
function fileOf(text: string): string {
  files += 1;
  const path = join(folder, `${files}.html`);
  writeFileSync(path, text);
  return pathToFileURL(path).href;
}

/** Presses Tab until the element of the selector has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 100; presses += 1) {
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${selector}`);
}
