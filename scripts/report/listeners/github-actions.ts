import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import type { Run } from '../../run/run.ts';
import type { Listener, ListenerContext } from '../../run/run-events.ts';
import { markdown } from '../formats/markdown.ts';
import { describeCheck } from '../words/load-facts.ts';
import { describeUnjudged } from '../words/run-verdict.ts';
import { oneLine } from '../words/shown-text.ts';

/** GitHub shows no more annotations of a kind in one step. */
const maxPerKind = 10;
const maxTitle = 200;
const maxMessage = 1000;

/**
 * In a job of GitHub Actions: an annotation for each breach and for what could not be judged, and the summary on the job's
 * page. What is printed from the start of a run to its end may quote the target, so until then nothing is obeyed as a
 * workflow command.
 */
export function githubActions({ env }: ListenerContext): Listener {
  if (env.GITHUB_ACTIONS !== 'true') return () => {};
  const token = randomUUID();
  const print = (...lines: string[]) => process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  const obeyAgain = () => print(`::${token}::`);
  return async (event) => {
    if (event.kind === 'run started') {
      print(`::stop-commands::${token}`);
      process.once('exit', obeyAgain);
    }
    if (event.kind !== 'run ended') return;
    process.off('exit', obeyAgain);
    obeyAgain();
    print(...annotations(event.run));
    if (!env.GITHUB_STEP_SUMMARY) return;
    try {
      await appendFile(env.GITHUB_STEP_SUMMARY, markdown(event.run));
    } catch (error) {
      console.error(`cannot write GITHUB_STEP_SUMMARY (${(error as NodeJS.ErrnoException).code})`);
    }
  };
}

/** Workflow commands for a run: an error for each breach, a warning for each reason why something was not judged. */
export function annotations(run: Run): string[] {
  const { contract, loads } = run;
  const clauses = (contract?.clauses ?? []).filter(({ verdict }) => verdict === 'fail');
  const breaches = [
    ...clauses.map(
      ({ id, title, failures }) => [`${id} ${title}`, failures[0]?.reason ?? 'breached'] as const,
    ),
    ...loads.flatMap(({ profile, checks }) =>
      checks
        .filter(({ verdict }) => verdict === 'fail')
        .map(
          (check) => [`${check.id} ${check.title} (load profile ${profile})`, describeCheck(check)] as const,
        ),
    ),
  ];
  const unjudged = describeUnjudged(run).map((reason) => ['not judged', reason] as const);
  return [...commands('error', breaches), ...commands('warning', unjudged)];
}

function commands(kind: 'error' | 'warning', told: (readonly [title: string, message: string])[]): string[] {
  const left = told.length - maxPerKind;
  const shown =
    left > 0
      ? [...told.slice(0, maxPerKind - 1), [`${left + 1} more`, 'the reports tell all of them'] as const]
      : told;
  return shown.map(
    ([title, message]) =>
      `::${kind} title=${inProperty(`group_get: ${oneLine(title, maxTitle)}`)}::${inData(oneLine(message, maxMessage))}`,
  );
}

/** As GitHub's own toolkit escapes it. */
function inData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function inProperty(text: string): string {
  return inData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
