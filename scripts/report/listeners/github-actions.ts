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
 * page. The output between the start and the end of a run may quote the target, so the runner obeys no workflow command
 * there. With `quiet`, only the summary is written: the verdict line holds no command.
 */
export function githubActions({ env, io, quiet }: ListenerContext): Listener {
  if (env.GITHUB_ACTIONS !== 'true') return () => {};
  const token = randomUUID();
  const print = (...lines: string[]) => {
    if (!quiet) io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  };
  const resumeCommands = () => print(`::${token}::`);
  return async (event) => {
    if (event.kind === 'run started') {
      print(`::stop-commands::${token}`);
      process.once('exit', resumeCommands);
    }
    if (event.kind !== 'run ended') return;
    process.off('exit', resumeCommands);
    resumeCommands();
    print(...annotations(event.run));
    if (!env.GITHUB_STEP_SUMMARY) return;
    try {
      await appendFile(env.GITHUB_STEP_SUMMARY, markdown(event.run));
    } catch (error) {
      io.stderr.write(`cannot write GITHUB_STEP_SUMMARY (${(error as NodeJS.ErrnoException).code})\n`);
    }
  };
}

/** Workflow commands for a run: an error for each breach, a warning for each reason why a part was not judged. */
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

function commands(
  kind: 'error' | 'warning',
  messages: (readonly [title: string, message: string])[],
): string[] {
  const left = messages.length - maxPerKind;
  const shown =
    left > 0
      ? [...messages.slice(0, maxPerKind - 1), [`${left + 1} more`, 'the reports tell all of them'] as const]
      : messages;
  return shown.map(
    ([title, message]) =>
      `::${kind} title=${inProperty(`group_get: ${oneLine(title, maxTitle)}`)}::${inData(oneLine(message, maxMessage))}`,
  );
}

/** Escaped as GitHub's toolkit does. */
function inData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function inProperty(text: string): string {
  return inData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
