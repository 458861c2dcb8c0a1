import { defineCommand } from '../command/command.ts';
import { commonOptions, targetOptions } from '../command/common-options.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { type Diagnosis, examine } from '../doctor/examine.ts';
import { oneLine } from '../report/words/shown-text.ts';

const marks: Record<Diagnosis['kind'], string> = { fine: '✓', problem: '✗', 'not examined': '–', hint: 'i' };

const { 'report-dir': reportDir, quiet } = commonOptions;

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'examines everything that a run needs, and says how to solve the first problem',
  about:
    'Goes from the version of Node over the connection to the lists of the populated account. Makes three calls at most (more only while the target says "try again") and changes nothing there.',
  options: { ...targetOptions, 'report-dir': reportDir, quiet },
  exits: {
    pass: 'all is well',
    fail: "the target's answer breaches the contract",
    inconclusive: 'the target cannot be judged',
  },
  async run(call) {
    const code = await examine(call, (diagnosis) => {
      if (!call.quiet) call.print(...lines(diagnosis));
      else if (diagnosis.kind === 'problem') call.print(verdictOf(diagnosis));
    });
    if (call.quiet && code === exitCodes.pass) call.print('all is well');
    return code;
  },
});

function lines({ kind, part, text, remedy }: Diagnosis): string[] {
  const line = `${marks[kind]} ${part.padEnd(14)} ${oneLine(text, 400)}`;
  return remedy === undefined ? [line] : [line, `${' '.repeat(17)}→ ${remedy}`];
}

function verdictOf({ part, text, remedy }: Diagnosis): string {
  return `${part}: ${oneLine(text, 400)}${remedy === undefined ? '' : `; ${remedy}`}`;
}
