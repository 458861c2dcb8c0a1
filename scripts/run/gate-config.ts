import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Document, isMap, isSeq, type Scalar } from 'yaml';
import { UsageError } from '../../client/settings/run-errors.ts';
import { type YamlFile, yamlFormat } from '../../client/settings/yaml-file.ts';
import {
  type Overrides,
  overridableValues,
  overrideSchemas,
  type Profile,
  readProfile,
  withOverrides,
} from '../../load/schedule/profile.ts';
import { type ClauseId, clauseIdsOf } from '../../spec/generated/contract.ts';
import { newSeed, type SuiteOptions, suiteOptionSchemas } from '../../tests/suite-options.ts';
import type { Plan } from './plan.ts';

/** `group-get.yaml`: the parts of the gate. The target and what it holds come from the environment. */
interface GateConfig {
  suite: {
    ratePerSecond: number;
    generatedRequests: number;
    seed: number | 'random';
    required: ClauseId[];
  };
  profiles: (string | ({ profile: string } & Overrides))[];
}

/** What the gate runs, and the configuration with every default. */
export interface Gate {
  plan: Plan & { suite: SuiteOptions; required: readonly ClauseId[] };
  config: GateConfig;
  /** The profiles of the plan by their sources: the name of a profile, or the absolute path of its file. */
  profiles: ReadonlyMap<string, Profile>;
}

const defaultFile = 'group-get.yaml';

const suiteClauses = clauseIdsOf.contract;

const schema: Explained = {
  type: 'object',
  properties: {
    suite: {
      description: 'The contract suite.',
      type: 'object',
      default: {},
      properties: {
        ...suiteOptionSchemas,
        seed: {
          ...suiteOptionSchemas.seed,
          type: ['integer', 'string'],
          pattern: '^random$',
          default: 'random',
          description: 'of the generated requests: a whole number, or random for another one each time',
        },
        required: {
          type: 'array',
          default: [],
          items: { enum: suiteClauses },
          uniqueItems: true,
          description: 'clauses that must be exercised, otherwise the gate is inconclusive',
        },
      },
      additionalProperties: false,
    },
    profiles: {
      description: 'The load profiles, in this order, each with its overrides.',
      type: 'array',
      default: ['ceiling', 'over'],
      minItems: 1,
      maxItems: 50,
      items: {
        type: ['string', 'object'],
        required: ['profile'],
        properties: {
          profile: { type: 'string', description: "a profile's name, or a .yaml file beside this one" },
          ...overrideSchemas,
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};

const format = yamlFormat<GateConfig>({
  name: 'the configuration',
  schema,
  refusedKey: (key) =>
    /secret|passw|token|sig$|credential|private|key$/i.test(key)
      ? `'${key.slice(0, 40)}' looks like a secret, which has no place in a file; set TARGET_SECRET_KEY or TARGET_USERSIG in the environment`
      : undefined,
});

/** A profile's name as it stands, or the absolute path of its file, which is given relative to the folder. */
function profileSource(nameOrPath: string, folder: string): string {
  return /\.ya?ml$/i.test(nameOrPath) ? resolve(folder, nameOrPath) : nameOrPath;
}

/**
 * The profile of that name or file, with what the configuration overrides in it.
 * @param nameOrPath a path is relative to the current folder
 * @throws UsageError as readProfile does
 */
export function configuredProfile({ profiles }: Gate, nameOrPath: string): Profile {
  return profiles.get(profileSource(nameOrPath, '.')) ?? readProfile(nameOrPath);
}

/**
 * Reads the gate's configuration: the named file, else `group-get.yaml` in the current folder, else the defaults.
 * @throws UsageError with the place and the problem there
 */
export function readGate(file: string | undefined): Gate {
  const path = file ?? (existsSync(defaultFile) ? defaultFile : undefined);
  return path === undefined ? parseGate('{}', defaultFile) : gateOf(format.read(path), dirname(path));
}

/** Parses a configuration; `file` is for messages and for the paths in it. @throws UsageError as readGate does */
export function parseGate(text: string, file: string): Gate {
  return gateOf(format.parse(text, file), dirname(file));
}

function gateOf({ value, refuse }: YamlFile<GateConfig>, folder: string): Gate {
  const profiles = value.profiles.map((entry, index) => {
    const { profile: name, ...overrides } = typeof entry === 'string' ? { profile: entry } : entry;
    return atPlace(refuse, ['profiles', index], () => {
      const source = profileSource(name, folder);
      // An error in a profile's file gives two places: the one in that file, and the one that names it.
      return { name, source, profile: withOverrides(readProfile(source), overrides) };
    });
  });
  for (const [index, { profile }] of profiles.entries()) {
    if (profiles.findIndex((other) => other.profile.name === profile.name) < index) {
      refuse(
        ['profiles', index],
        `a profile named ${profile.name} stands here already, and its report would be lost; give this one a name of its own in a .yaml file`,
      );
    }
  }
  const { required, seed, ...suite } = value.suite;
  return {
    plan: {
      suite: { ...suite, seed: seed === 'random' ? newSeed() : seed, clauses: [] },
      required,
      profiles: profiles.map(({ profile }) => profile),
    },
    config: {
      suite: value.suite,
      profiles: profiles.map(({ name, profile }) => ({ profile: name, ...overridableValues(profile) })),
    },
    profiles: new Map(profiles.map(({ source, profile }) => [source, profile])),
  };
}

function atPlace<T>(refuse: YamlFile<unknown>['refuse'], path: (string | number)[], make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof UsageError) return refuse(path, error.message);
    throw error;
  }
}

/** The configuration as a file that states every value, with a comment on each. */
export function printedConfig({ config }: Gate): string {
  const document = new Document(config);
  document.commentBefore =
    ' What `npm start` runs. Paths are relative to this file. Target, credentials and fixtures come from the environment.';
  explain(document.contents, schema);
  return document.toString({ lineWidth: 110, flowCollectionPadding: false });
}

interface Explained {
  description?: string;
  default?: unknown;
  properties?: Record<string, Explained>;
  items?: Explained;
  [keyword: string]: unknown;
}

/** Sets each property's description above it; in a list, above the properties of the first item. */
function explain(node: unknown, { properties, items }: Explained): void {
  if (isSeq(node) && items) explain(node.items[0], items);
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    const scalar = key as Scalar<string>;
    const property = properties?.[scalar.value];
    if (property === undefined) continue;
    const { description, default: standard } = property;
    const shownDefault =
      typeof standard === 'object' || standard === undefined ? '' : `; default: ${standard}`;
    if (description) scalar.commentBefore = ` ${description}${shownDefault}`;
    explain(value, property);
  }
}
