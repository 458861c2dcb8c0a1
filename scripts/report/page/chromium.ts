import { existsSync } from 'node:fs';

const usualPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser for tests and pictures of the page: CHROMIUM, or the usual places. */
export const chromiumPath =
  process.env.CHROMIUM || (usualPaths.find((path) => existsSync(path)) ?? usualPaths[0] ?? '');

/** What to report when there is none; undefined when there is one. */
export const noChromium = existsSync(chromiumPath)
  ? undefined
  : `no Chromium at ${chromiumPath}; set CHROMIUM to the path of one`;
