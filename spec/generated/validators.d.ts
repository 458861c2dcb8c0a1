// Generated from spec/group_get.openapi.yaml and spec/editions by `npm run generate`. Do not edit.
import type { ErrorObject } from 'ajv';
import type { EditionId } from './contract.ts';
import type { components } from './types.ts';

interface Validator<T> {
  (data: unknown): data is T;
  errors?: ErrorObject[] | null;
}

export const validators: Record<EditionId, {
  GroupGetRequest: Validator<components['schemas']['GroupGetRequest']>;
  Envelope: Validator<components['schemas']['Envelope']>;
  Lists: Validator<components['schemas']['Lists']>;
}>;
