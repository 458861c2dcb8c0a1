import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

/** The records that programs read, by the files of their schemas. */
export const records = {
  'contract-report.schema.json': {
    file: 'tests/report/contract-report.ts',
    type: 'ContractReport',
    written: 'contract.json',
  },
  'load-report.schema.json': {
    file: 'load/load-report.ts',
    type: 'LoadReport',
    written: 'load-PROFILE.json',
  },
  'load-record.schema.json': {
    file: 'load/record/record-parts.ts',
    type: 'RecordJson',
    written: 'the JSON parts of a record of calls',
  },
};

/** The JSON Schema of a record, made from its type; a record may gain properties within a version. */
export function recordSchema({ file, type, written }: (typeof records)[keyof typeof records]): string {
  const root = join(import.meta.dirname, '..', '..');
  const schema = createGenerator({
    path: join(root, file),
    tsconfig: join(root, 'tsconfig.json'),
    type,
    expose: 'none',
    topRef: false,
    additionalProperties: true,
    skipTypeCheck: true,
  }).createSchema(type);
  const comment = `Generated from ${file} by \`npm run generate\`. Do not edit.`;
  return `${JSON.stringify({ ...schema, title: written, $comment: comment }, null, 2)}\n`;
}
