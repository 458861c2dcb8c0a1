import type { EmbeddedSettings } from './embedded.ts';
import { startReferenceTarget } from './server.ts';

/** The process of an embedded target: serves what its parent sends, answers with the URL, ends with the parent. */

process.once('disconnect', () => process.exit());
// The parent decides what a hangup of the terminal means.
process.on('SIGHUP', () => {});
process.once('message', async ({ app, mutant }: EmbeddedSettings) => {
  const steps = mutant === undefined ? undefined : await stepsOfMutant(mutant);
  const { url } = await startReferenceTarget({ app, ...(steps && { steps }) });
  process.send?.(url);
});

/** Loads the mutants only for a target that is one. @throws Error when there is no mutant of that name */
async function stepsOfMutant(name: string) {
  const { mutants } = await import('./mutants/mutants.ts');
  const mutant = mutants.find((each) => each.name === name);
  if (mutant === undefined) throw new Error(`there is no mutant '${name}'`);
  return mutant.steps();
}
