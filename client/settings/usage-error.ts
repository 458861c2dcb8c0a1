export { Inconclusive, UsageError } from './run-errors.ts';
