import { editionIds } from '../../spec/generated/contract.ts';
import { suiteTimeLimit } from '../../tests/suite-options.ts';
import { describeDefault, flag, number, setting, text } from './option.ts';

/** Options that mean the same in every command that has them. */
export const commonOptions = {
  target: setting(
    'TARGET_URL',
    'URL',
    'base URL of the target (default: TARGET_URL or TARGET_REGION, else an embedded reference target)',
  ),
  embedded: flag('use the embedded reference target'),
  edition: setting(
    'TARGET_EDITION',
    'E',
    `edition of the source page: ${editionIds.join(', ')}, or auto to detect it (default: TARGET_EDITION, or ${editionIds[0]})`,
  ),
  config: text('FILE', 'configuration of the gate (default: group-get.yaml, if this folder has one)'),
  consent: text('HOST', 'confirm that you may load-test HOST; required for remote targets'),
  'report-dir': setting('REPORT_DIR', 'DIR', 'folder for reports (default: REPORT_DIR, or reports)'),
  quiet: flag('print the verdict alone'),
} as const;

const { target, embedded, edition } = commonOptions;

/** What a command needs to address a target. */
export const targetOptions = { target, embedded, edition } as const;

/** Of commands that run the contract suite. */
export const timeLimit = describeDefault(
  number('SECONDS', 'end the contract suite after this time, with a report', suiteTimeLimit),
  String(suiteTimeLimit.default),
);
