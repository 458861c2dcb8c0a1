import { Inconclusive, UsageError } from '../../client/settings/run-errors.ts';
import { expectAllowed } from '../../load/consent.ts';
import type { LoadReport } from '../../load/load-report.ts';
import type { ClauseId } from '../../spec/generated/contract.ts';
import { detectEdition } from '../../tests/detect-edition.ts';
import type { ContractReport } from '../../tests/report/contract-report.ts';
import type { CallContext } from '../command/command.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { verdictOf } from '../report/words/run-verdict.ts';
import type { Plan } from './plan.ts';
import { reportFolder } from './report-folder.ts';
import type { Listener, ListenerContext, RunEvent } from './run-events.ts';
import { runProfile } from './run-profile.ts';
import { withTarget } from './with-target.ts';

/**
 * Runs a plan against the target of the TARGET_* variables; the listeners report.
 * @param context of the call: variables, streams, the signal that ends the run early, and where its parts execute
 * @returns the exit code
 * @throws UsageError before anything is sent, when the plan may not be run
 */
export async function runPlan(
  plan: Plan,
  context: CallContext,
  listeners: readonly ((context: ListenerContext) => Listener)[],
): Promise<number> {
  const { env, io, quiet, signal, runners } = context;
  const folder = reportFolder(context);
  const hearing = listeners.map((listener) => listener({ folder, env, io, quiet }));
  const tell = async (event: RunEvent) => {
    for (const listener of hearing) await listener(event);
  };
  return withTarget(context, async (target) => {
    if (plan.consent !== undefined && target.embedded && !context.embedded) {
      throw new UsageError(
        '--consent names a host, but no target is named; set TARGET_URL or TARGET_REGION, or say --embedded for the embedded one',
      );
    }
    for (const profile of plan.profiles) expectAllowed(target, profile, plan.consent);
    await tell({ kind: 'run started', target, plan });
    try {
      if (env.TARGET_EDITION === 'auto') {
        const found = await detectEdition(target);
        Object.assign(target, { edition: found.edition });
        await tell({ kind: 'edition found', ...found });
      }
      const contract = plan.suite
        ? await runners.runSuite({ target, env, options: plan.suite, tell, signal })
        : null;
      const notRun = contract ? requiredInWords(plan.required ?? [], contract) : [];
      const loads: LoadReport[] = [];
      for (const profile of plan.profiles) {
        // A target that is out of reach or refuses the credentials would only say so again under load.
        if (signal.aborted || contract?.verdict === 'inconclusive') {
          notRun.push(`load profile ${profile.name} was not run`);
          continue;
        }
        try {
          const { consent, record } = plan;
          loads.push(await runProfile(target, profile, { consent, signal, record }, tell));
          const fault = await record?.close();
          if (fault !== undefined) notRun.push(fault);
        } catch (error) {
          if (!(error instanceof Inconclusive)) throw error;
          notRun.push(`load profile ${profile.name} was not run: ${error.message}`);
        }
      }
      const run = { contract, loads, notRun };
      await tell({ kind: 'run ended', run });
      return exitCodes[verdictOf(run)];
    } catch (error) {
      await tell({ kind: 'run broken off' });
      throw error;
    }
  });
}

function requiredInWords(required: readonly ClauseId[], { clauses }: ContractReport): string[] {
  return clauses
    .filter(({ id, verdict }) => verdict === 'not-exercised' && required.includes(id))
    .map(({ id, notes }) => `${id} is required and was not exercised: ${notes[0] ?? 'no reason given'}`);
}
