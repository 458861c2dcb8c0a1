import type { ErrorObject } from 'ajv';

/** The path of an ajv error and a sentence about it with what was found there. The sentence calls the whole value by `name`. */
export function schemaProblem(
  error: ErrorObject | undefined,
  name: string,
): { path: string[]; problem: string } {
  const steps = (error?.instancePath ?? '').split('/').slice(1);
  const path = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { path, problem: `${path.join('.') || name} ${requirement(error)}` };
}

const maxShownKeys = 20;

/** What the value must be. Needs ajv's option `verbose` for what was found. */
function requirement(error: ErrorObject | undefined): string {
  const { params = {}, data } = error ?? {};
  const limit = params.limit as number;
  switch (error?.keyword) {
    case 'type':
      return `must be ${[params.type].flat().map(typeInWords).join(' or ')}${found(data)}`;
    case 'required':
      return `must have the property '${params.missingProperty}'`;
    case 'additionalProperties': {
      const known = Object.keys(error.parentSchema?.properties ?? {});
      const choices =
        known.length > 0 && known.length <= maxShownKeys ? `; it can have ${known.join(', ')}` : '';
      return `must not have the property '${params.additionalProperty}'${choices}`;
    }
    case 'enum':
      return `must be one of these: ${params.allowedValues.join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(params.allowedValue)}`;
    case 'discriminator': {
      const kinds = (error.parentSchema?.oneOf ?? []) as { properties: Record<string, { const: string }> }[];
      const { tag } = params as { tag: string };
      return `must have one of these as its ${tag}: ${kinds.map(({ properties }) => properties[tag]?.const).join(', ')}`;
    }
    case 'minimum':
      return `must be at least ${limit}${found(data)}`;
    case 'maximum':
      return `must be at most ${limit}${found(data)}`;
    case 'exclusiveMinimum':
      return `must be more than ${limit}${found(data)}`;
    case 'exclusiveMaximum':
      return `must be less than ${limit}${found(data)}`;
    case 'minLength':
      return limit === 1 ? 'must not be empty' : `must have at least ${limit} characters`;
    case 'maxLength':
      return `must have at most ${limit} characters`;
    case 'minItems':
      return `must have at least ${limit} ${limit === 1 ? 'item' : 'items'}`;
    case 'maxItems':
      return `must have at most ${limit} ${limit === 1 ? 'item' : 'items'}`;
    case 'uniqueItems':
      return `must have no duplicate items; numbers ${Math.min(params.i, params.j) + 1} and ${Math.max(params.i, params.j) + 1} are equal`;
    case 'pattern':
      return `must match the pattern ${params.pattern}`;
    default:
      return error?.message ?? 'is wrong';
  }
}

/** Texts are not quoted: a secret may stand in the wrong place. */
function found(data: unknown): string {
  if (data === undefined) return '';
  if (typeof data === 'number') return `; found ${data}`;
  return `; found ${typeInWords(data === null ? 'null' : Array.isArray(data) ? 'array' : typeof data)}`;
}

const types: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'a map of keys to values',
  array: 'a list',
  null: 'nothing',
};

function typeInWords(type: string): string {
  return types[type] ?? type;
}
