import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { parseFixtures } from '../client/settings/fixtures.ts';
import { parseProfile } from '../load/schedule/profile.ts';
import { call } from '../scripts/command/called-command.ts';
import { commandNamed } from '../scripts/command/command-table.ts';
import { exampleContract, exampleLoad } from '../scripts/report/example-runs.ts';
import { parseGate } from '../scripts/run/gate-config.ts';

/** The commands that README and docs show exist and, where they can run here, succeed; so do the files and links. */

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'docs-'));
after(() => rmSync(folder, { recursive: true }));

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

interface Block {
  page: string;
  language: string;
  text: string;
}

function blocks(language: string): Block[] {
  return pages.flatMap((page) =>
    [...textOf(page).matchAll(/^```(\w+)\n(.*?)^```$/gms)]
      .map(([, language = '', text = '']) => ({ page, language, text }))
      .filter((block) => block.language === language),
  );
}

/** Commands of the `sh` blocks, without comments, variables before a command, and `&&`. */
const shown = [
  ...new Set(
    blocks('sh').flatMap(({ text }) =>
      text
        .replaceAll('\\\n', ' ')
        .split('\n')
        .map((line) => line.replace(/\s#.*$/, '').trim())
        .flatMap((line) => (line.startsWith('export ') ? [line] : line.split(' && ')))
        .map((line) => line.replace(/^([A-Z_]+=\S+ )+/, '').trim())
        .filter(Boolean),
    ),
  ),
];

/** Commands that do not run here, and why. */
const notRun: [pattern: RegExp, reason: string][] = [
  [/^npx playwright test/, 'tests/playwright-direct.long.test.ts runs it'],
  [/--har /, 'it leaves a file in the current folder; tests/report/har.test.ts runs it'],
  [/^npm ci$/, 'installs packages: the first step of .ci/run'],
  [
    /^npm start( -- --(consent|config) .*)?$/,
    "takes the gate's time, and names the reader's files and hosts: gate.test.ts, .ci/run",
  ],
  [/^npm run contract( -- --edition \S+)?$/, "takes the suite's time: commands.test.ts"],
  [/^npm run load -- \.\/mine\.yaml/, "takes the load's time; the profile is read below"],
  [/^npm run init /, 'writes to the current folder: doctor.test.ts'],
  [/^npm run generate( -- --check)?$/, 'a step of .ci/run'],
  [/^npm run compare -- (singapore frankfurt|baseline reports)$/, 'as the one that runs'],
  [/^cat reports\/summary\.md$/, 'needs a run before it'],
];

const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

/** The command that an npm script starts. */
const commandOf = (script: string) => /scripts\/group-get\.ts (\S+)/.exec(scripts[script] ?? '')?.[1];
const helpOf = async (name: string) => (await commandNamed(name)).help();

describe('commands', () => {
  before(() => {
    for (const side of ['before', 'after']) {
      mkdirSync(join(folder, side));
      writeFileSync(join(folder, side, 'contract.json'), JSON.stringify(exampleContract()));
      writeFileSync(join(folder, side, 'load-over.json'), JSON.stringify(exampleLoad()));
    }
  });

  test('there are some', () => assert.ok(shown.length > 15));

  for (const line of shown) {
    test(line, async () => {
      if (line.startsWith('export ')) {
        const [, name = ''] = /^export ([A-Z_]+)=/.exec(line) ?? [];
        const settings = readFileSync(join(root, 'client', 'settings', 'settings.ts'), 'utf8');
        assert.ok(name === 'USERSIG' || settings.includes(name.replace(/_FILE$/, '')), name);
        return;
      }
      const why = notRun.find(([pattern]) => pattern.test(line))?.[1];
      const [, name = '', options = ''] = /^npm (?:run )?([\w-]+)(?: -- (.*))?$/.exec(line) ?? [];
      const called = commandOf(name);
      if (called === undefined) {
        assert.ok(why, `${line} is neither one of this project's commands nor named in the table`);
        return;
      }
      const given = options.split(' ').filter(Boolean);
      for (const option of given.filter((word) => word.startsWith('--'))) {
        assert.ok((await helpOf(called)).includes(option), `${called} --help does not have ${option}`);
      }
      if (why !== undefined) return;
      const own = given.map((word) => (['before', 'after'].includes(word) ? join(folder, word) : word));
      const ended = await call([called, ...own], { REPORT_DIR: join(folder, 'reports') });
      assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    });
  }

  test('each row of the table is about a command that is shown', () => {
    for (const [pattern] of notRun)
      assert.ok(
        shown.some((line) => pattern.test(line)),
        String(pattern),
      );
  });

  test('commands and options named in the text are there', async () => {
    for (const page of pages) {
      const prose = textOf(page).replace(/^```\w*\n.*?^```$/gms, '');
      for (const [code, name = '', options = ''] of prose.matchAll(/`npm run ([\w-]+)(?: -- ([^`]*))?`/g)) {
        const called = commandOf(name);
        assert.ok(name in scripts, `${page}: ${code}`);
        if (called === undefined) continue;
        for (const [option] of options.matchAll(/--[a-z-]+/g))
          assert.ok((await helpOf(called)).includes(option), `${page}: ${code}`);
      }
    }
  });
});

/** The readers of the files that pages show, by the name in their first line. */
const readers: Record<string, (text: string) => unknown> = {
  'fixtures.yaml': (text) => parseFixtures(text, 'f'),
  'group-get.yaml': (text) => parseGate(text, 'f'),
  'mine.yaml': (text) => parseProfile(text, 'f'),
  '.github/workflows/group-get.yml': (text) => {
    const action = parse(readFileSync(join(root, '.github/actions/group-get/action.yml'), 'utf8'));
    const steps: { uses?: string; with?: object }[] = parse(text).jobs.gate.steps;
    const step = steps.find(({ uses }) => uses?.includes('.github/actions/group-get@'));
    assert.ok(step?.with);
    for (const name of Object.keys(step.with)) assert.ok(name in action.inputs, name);
  },
  '.gitlab-ci.yml': (text) => {
    const template = readFileSync(join(root, '.gitlab/group-get.yml'), 'utf8');
    const job = parse(text)['group-get'];
    assert.ok(job.extends in parse(template));
    for (const name of Object.keys(job.variables).filter((name) => name.startsWith('GROUP_GET_')))
      assert.ok(template.includes(`$${name}`) || template.includes(`{${name}`), name);
  },
};
describe('files that pages show', () => {
  for (const { page, text } of blocks('yaml')) {
    const [, name = ''] = /^# (\S+)\n/.exec(text) ?? [];
    test(`${page}: ${name}`, () => {
      assert.ok(readers[name], `${name} has no reader here`);
      readers[name](text);
    });
  }
});

test('links within the repository have targets', () => {
  for (const page of pages) {
    for (const [, target = ''] of textOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? join(root, page) : join(root, dirname(page), path);
      assert.ok(existsSync(file), `${page}: ${target}`);
      if (anchor === undefined) continue;
      const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\w\s-]/g, '')
          .replaceAll(' ', '-'),
      );
      assert.ok(headings.includes(anchor), `${page}: ${target}`);
    }
  }
});
