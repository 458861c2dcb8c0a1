import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';

/** For tests: the schemas that are published for programs which read the records of a run. */

const schemas = join(import.meta.dirname, '..', '..', 'spec', 'generated');

function validatorOf(name: string) {
  const schema: object = JSON.parse(readFileSync(join(schemas, `${name}.schema.json`), 'utf8'));
  return new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
}

export const isContractRecord = validatorOf('contract-report');
export const isLoadRecord = validatorOf('load-report');

/** Fails unless the record, as a file holds it, keeps its schema. */
export function expectValid(isValid: typeof isContractRecord, record: unknown): void {
  assert.ok(isValid(JSON.parse(JSON.stringify(record))), JSON.stringify(isValid.errors));
}
