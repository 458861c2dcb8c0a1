import { join } from 'node:path';
import type { Listener, ListenerContext } from '../../run/run-events.ts';
import { earlierRecords } from '../earlier-records.ts';
import { removeStale, writeAtomically } from '../write-atomically.ts';

/**
 * Writes `contract.json` and `load-PROFILE.json`, each as soon as its part is judged. The records of earlier runs go when a run
 * starts, those of other parts and profiles included: the folder holds one run, and its page shows all records beside it.
 */
export function records({ folder }: Pick<ListenerContext, 'folder'>): Listener {
  const pathOf = (name: string) => join(folder, `${name}.json`);
  const write = (name: string, record: object) =>
    writeAtomically(pathOf(name), `${JSON.stringify(record, null, 2)}\n`);
  return async (event) => {
    switch (event.kind) {
      case 'run started': {
        const { suite, profiles } = event.plan;
        const names = [...(suite ? ['contract'] : []), ...profiles.map(({ name }) => `load-${name}`)];
        const stale = new Set([...names.map(pathOf), ...(await earlierRecords(folder))]);
        for (const path of stale) await removeStale(path);
        return;
      }
      case 'contract judged':
        return write('contract', event.contract);
      case 'profile judged':
        return write(`load-${event.load.profile}`, event.load);
    }
  };
}
