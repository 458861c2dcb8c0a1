import type { Run } from '../../run/run.ts';
import { shownText } from '../words/shown-text.ts';
import { type TestCase, type TestSuite, testSuites } from './test-suites.ts';

const maxMessage = 500;
const maxText = 10_000;

/** `junit.xml`. */
export function junit(run: Run): string {
  const suites = testSuites(run);
  const all = suites.flatMap(({ cases }) => cases);
  const durationMs = suites.reduce((sum, suite) => sum + suite.durationMs, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="group_get" ${counts(all)} time="${inSeconds(durationMs)}">`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines({ name, startedAt, durationMs, properties, cases }: TestSuite): string[] {
  const moment = new Date(startedAt);
  // The common readers accept xs:dateTime without a zone.
  const timestamp = Number.isNaN(moment.getTime()) ? '' : ` timestamp="${moment.toISOString().slice(0, 19)}"`;
  return [
    `  <testsuite name=${quoted(name)} ${counts(cases)} skipped="${number(cases, 'skipped')}" time="${inSeconds(durationMs)}"${timestamp}>`,
    '    <properties>',
    ...properties.map(([key, value]) => `      <property name=${quoted(key)} value=${quoted(value)}/>`),
    '    </properties>',
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function caseLines({ classname, name, outcome, out }: TestCase): string[] {
  // A case has no time of its own: many calls serve a clause, and many clauses judge a call.
  const open = `    <testcase classname=${quoted(classname)} name=${quoted(name)} time="0"`;
  if (outcome?.kind === 'failure') {
    const { message, text } = outcome;
    const failure = `<failure message=${quoted(message)} type="breach">${escaped(shownText(text, maxText))}</failure>`;
    return [`${open}>`, `      ${failure}`, '    </testcase>'];
  }
  if (outcome?.kind === 'error') {
    return [
      `${open}>`,
      `      <error message=${quoted(outcome.message)} type="inconclusive"/>`,
      '    </testcase>',
    ];
  }
  if (outcome) return [`${open}>`, `      <skipped message=${quoted(outcome.message)}/>`, '    </testcase>'];
  if (out === '') return [`${open}/>`];
  return [
    `${open}>`,
    `      <system-out>${escaped(shownText(out, maxText))}</system-out>`,
    '    </testcase>',
  ];
}

function counts(cases: TestCase[]): string {
  return `tests="${cases.length}" failures="${number(cases, 'failure')}" errors="${number(cases, 'error')}"`;
}

function number(cases: TestCase[], kind: 'failure' | 'error' | 'skipped'): number {
  return cases.filter(({ outcome }) => outcome?.kind === kind).length;
}

function inSeconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function quoted(text: string): string {
  return `"${escaped(shownText(text, maxMessage)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
