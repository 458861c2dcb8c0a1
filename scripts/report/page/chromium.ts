import { existsSync } from 'node:fs';

const usualPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser that looks at the page: CHROMIUM, or where systems put it. */
export const chromiumPath =
  process.env.CHROMIUM || (usualPaths.find((path) => existsSync(path)) ?? usualPaths[0] ?? '');

/** What to say where there is none; undefined where there is. */
export const noChromium = existsSync(chromiumPath)
  ? undefined
  : `no Chromium at ${chromiumPath}; set CHROMIUM to the path of one`;
