import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type Schema } from 'ajv';
import { readInputText } from '../../client/settings/read-input-file.ts';
import { UsageError } from '../../client/settings/run-errors.ts';
import { schemaProblem } from '../../client/settings/schema-problem.ts';
import { systemErrorInWords } from '../../client/settings/system-error.ts';
import type { LoadReport } from '../../load/load-report.ts';
import type { ContractReport } from '../../tests/report/contract-report.ts';

/** The parts of a record that a comparison reads. All are checked; their texts are untrusted. */
export type ContractRecord = Pick<ContractReport, 'startedAt'> & {
  target: { url: string; edition: string };
  clauses: { id: string; title: string; verdict: string; failures: unknown[] }[];
};
export type LoadRecord = Pick<
  LoadReport,
  'profile' | 'startedAt' | 'ceilingPerSecond' | 'checks' | 'perSecond' | 'capacity'
> & {
  target: { url: string; edition: string };
  offered: Pick<LoadReport['offered'], 'ratePerSecond'>;
  sent: Pick<LoadReport['sent'], 'faults'>;
};

export interface Records {
  folder: string;
  contract: ContractRecord | null;
  loads: LoadRecord[];
}

const maxBytes = 64 * 1024 * 1024;

const text = { type: 'string' };
const amount = { type: 'number', minimum: 0 };
const ms = { type: ['number', 'null'], minimum: 0 };
const object = (properties: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object',
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
});
const list = (items: object) => ({ type: 'array', items, maxItems: 200_000 });
const verdict = { enum: ['pass', 'fail', 'inconclusive', 'note', 'not-exercised'] };
const head = { target: object({ url: text, edition: text }), startedAt: text };

const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false });
const isContract = ajv.compile<ContractRecord>(
  object({
    ...head,
    clauses: list(object({ id: text, title: text, verdict, failures: { type: 'array' } })),
  }) as Schema,
);
const isLoad = ajv.compile<LoadRecord>(
  object(
    {
      ...head,
      profile: { type: 'string', maxLength: 60 },
      ceilingPerSecond: amount,
      offered: object({ ratePerSecond: amount }),
      sent: object({ faults: list(text) }),
      checks: list(object({ id: text, title: text, verdict })),
      perSecond: list(object({ latencyMs: object({ p50: ms, p99: ms }) })),
    },
    {
      capacity: object({
        sustainedPerSecond: { type: ['number', 'null'], minimum: 0 },
        limitedBy: text,
        steps: list(object({ ratePerSecond: amount, sustained: { type: 'boolean' } })),
      }),
    },
  ) as Schema,
);

/**
 * Reads the records of a report folder.
 * @throws UsageError when it holds none, or one that differs from what this harness writes
 */
export function readRecords(folder: string): Records {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch (error) {
    throw new UsageError(`cannot read the report folder ${folder}: ${systemErrorInWords(error)}`);
  }
  const loads = names.filter((name) => /^load-[a-z0-9-]{1,60}\.json$/.test(name));
  const hasContract = names.includes('contract.json');
  if (!hasContract && loads.length === 0) {
    throw new UsageError(
      `${folder} holds neither contract.json nor load-PROFILE.json; name the folder that REPORT_DIR named`,
    );
  }
  return {
    folder,
    contract: hasContract ? readRecord(join(folder, 'contract.json'), isContract) : null,
    loads: loads.map((name) => readRecord(join(folder, name), isLoad)),
  };
}

function readRecord<T>(path: string, validate: typeof isContract | typeof isLoad): T {
  const refuse = (problem: string): never => {
    throw new UsageError(
      `cannot read ${path}: ${problem.split('\n')[0]}; run the newer harness on both sides`,
    );
  };
  const text = readInputText(path, 'the record', { maxBytes });
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    // The message of the parser quotes the file, which may hold anything.
    return refuse('it is not JSON');
  }
  if (validate(record)) return record as T;
  return refuse(schemaProblem(validate.errors?.[0], 'the record').problem);
}
