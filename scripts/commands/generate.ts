import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineCommand } from '../command/command.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { flag } from '../command/option.ts';
import { contract } from '../generate/contract.ts';
import { readEditions, specFolder } from '../generate/edition-documents.ts';
import { recordSchema, records } from '../generate/record-schemas.ts';
import { types } from '../generate/types.ts';
import { validators, validatorTypes } from '../generate/validators.ts';

const generatedFolder = join(specFolder, 'generated');

export const generate = defineCommand({
  name: 'generate',
  summary: 'writes types, validators, clauses and schemas of records to spec/generated',
  about: 'Reads the OpenAPI document and its overlays in spec/, and the types of the records.',
  options: { check: flag('write nothing; exit with 1 when spec/generated is stale') },
  exits: { pass: 'up to date', fail: 'stale, with --check' },
  async run({ options: { check }, io, print }) {
    const editions = await readEditions();
    await mkdir(generatedFolder, { recursive: true });
    const stale: string[] = [];
    const update = async (name: string, text: string) => {
      const path = join(generatedFolder, name);
      const current = await readFile(path, 'utf8').catch(() => undefined);
      if (current === text) return;
      stale.push(name);
      if (!check) await writeFile(path, text);
    };
    await update('contract.ts', contract(editions));
    await update('types.ts', await types(editions));
    await update('validators.js', validators(editions));
    await update('validators.d.ts', validatorTypes);
    // Last, since the types of the records build on those above.
    for (const [name, record] of Object.entries(records)) await update(name, recordSchema(record));
    if (stale.length === 0) {
      if (!check) print('spec/generated is up to date');
    } else if (check) {
      io.stderr.write(`stale in spec/generated: ${stale.join(', ')}; run \`npm run generate\` and commit\n`);
      return exitCodes.fail;
    } else print(`wrote ${stale.join(', ')} in spec/generated`);
    return exitCodes.pass;
  },
});
