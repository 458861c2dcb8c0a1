import Ajv2020 from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { at, banner, type EditionDocument } from './edition-documents.ts';

const validatedSchemas = ['GroupGetRequest', 'Envelope', 'Lists'];

/** `validators.js`: a compiled validator for each validated schema of each edition. */
export function validators(editions: EditionDocument[]): string {
  const ajv = new Ajv2020.default({
    code: { source: true, esm: true, lines: true },
    strict: false,
    // Infinity is no integer, although it has no fraction.
    strictNumbers: true,
    discriminator: false,
  });
  const exported: Record<string, string> = {};
  for (const { id, document } of editions) {
    ajv.addSchema({ $id: id, components: { schemas: at(document, 'components', 'schemas') } });
    for (const name of validatedSchemas) {
      exported[exportName(id, name)] = `${id}#/components/schemas/${name}`;
    }
  }
  const code = standaloneCode.default(ajv, exported);
  const table = editions
    .map(
      ({ id }) =>
        `  '${id}': { ${validatedSchemas.map((name) => `${name}: ${exportName(id, name)}`).join(', ')} },`,
    )
    .join('\n');
  // ajv writes `require` for its runtime parts even in a module.
  return `${banner}import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n${code}\nexport const validators = {\n${table}\n};\n`;
}

function exportName(edition: string, schema: string): string {
  return `${schema}_${edition.replaceAll('-', '_')}`;
}

/** `validators.d.ts`. */
export const validatorTypes = `${banner}import type { ErrorObject } from 'ajv';
import type { EditionId } from './contract.ts';
import type { components } from './types.ts';

interface Validator<T> {
  (data: unknown): data is T;
  errors?: ErrorObject[] | null;
}

export const validators: Record<EditionId, {
${validatedSchemas.map((name) => `  ${name}: Validator<components['schemas']['${name}']>;`).join('\n')}
}>;
`;
