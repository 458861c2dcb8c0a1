/** For `npx playwright test` without options. */
export { default } from './tests/playwright.config.ts';
