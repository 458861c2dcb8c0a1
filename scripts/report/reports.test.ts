import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { type Test, validateStrict } from 'ctrf';
import { validateXML } from 'xmllint-wasm';
import { LatencyHistogram } from '../../load/latency.ts';
import { clauseIdsOf } from '../../spec/generated/contract.ts';
import type { Run } from '../run/run.ts';
import {
  capacityRun,
  exampleClause,
  exampleContract,
  exampleLoad,
  hostileRun,
  hostileTexts,
  mixedRun,
} from './example-runs.ts';
import { ctrf } from './formats/ctrf.ts';
import { html } from './formats/html.ts';
import { junit } from './formats/junit.ts';
import { markdown } from './formats/markdown.ts';
import { latencyDistributionPlot, latencyOverTimePlot } from './page/load-plots.ts';
import { timeSpans } from './page/time-spans.ts';
import { reports } from './reports.ts';

const emptyRun: Run = { contract: null, loads: [] };
const inconclusiveReason = 'the target could not be reached (ECONNREFUSED)';
const unreachable = exampleContract({
  verdict: 'inconclusive',
  reason: inconclusiveReason,
  clauses: clauseIdsOf.contract.map((id) =>
    exampleClause({ id, verdict: 'not-exercised', notes: ['see the reason of the whole run'] }),
  ),
});
const inconclusiveRuns = {
  unreachable: { contract: unreachable, loads: [] },
  'unreachable before loads': {
    contract: unreachable,
    loads: [],
    notRun: ['load profile ceiling was not run', 'load profile over was not run'],
  },
  'a load that was unreachable': {
    contract: null,
    loads: [],
    notRun: [`load profile over was not run: ${inconclusiveReason}`],
  },
} satisfies Record<string, Run>;
const ordinaryRuns: Record<string, Run> = {
  empty: emptyRun,
  conforming: { contract: exampleContract(), loads: [exampleLoad()] },
  mixed: mixedRun(),
  capacity: capacityRun(),
  ...inconclusiveRuns,
  'load alone': { contract: null, loads: [exampleLoad({ perSecond: [], limiter: null })] },
};
const hostileRuns = Object.fromEntries(
  Object.entries(hostileTexts).map(([name, text]) => [`hostile, ${name}`, hostileRun(text)]),
);
const allRuns = { ...ordinaryRuns, ...hostileRuns };

const junitSchema = await readFile(join(import.meta.dirname, 'formats', 'junit.xsd'), 'utf8');

/** What xmllint finds wrong with each text, well-formedness first; all in one call, as each call starts a thread. */
async function junitFaults(texts: Record<string, string>): Promise<Record<string, string[]>> {
  const named = Object.entries(texts).map(([name, text], index) => ({ name, file: `${index}.xml`, text }));
  const { errors } = await validateXML({
    xml: named.map(({ file, text }) => ({ fileName: file, contents: text })),
    schema: [junitSchema],
  });
  // A line that names no file goes on about the fault before it.
  let current: string | undefined;
  const faults = errors.map(({ message, loc }) => {
    current = loc?.fileName ?? current;
    return { file: current, message };
  });
  assert.ok(faults.every((fault) => named.some(({ file }) => file === fault.file)));
  return Object.fromEntries(
    named.map(({ name, file }) => [
      name,
      faults.filter((fault) => fault.file === file).map(({ message }) => message),
    ]),
  );
}

describe('junit.xml', () => {
  const texts = Object.fromEntries(Object.entries(allRuns).map(([name, run]) => [name, junit(run)]));
  let faults: Record<string, string[]>;
  before(async () => {
    faults = await junitFaults(texts);
  });

  for (const [name, text] of Object.entries(texts)) {
    test(`is well-formed and keeps its schema: ${name}`, () => assert.deepEqual(faults[name], []));

    test(`counts its cases: ${name}`, () => {
      const [root] = elementsOf(text, 'testsuites');
      assert.equal(Number(root?.tests), elementsOf(text, 'testcase').length);
      assert.equal(Number(root?.failures), elementsOf(text, 'failure').length);
      assert.equal(Number(root?.errors), elementsOf(text, 'error').length);
      assert.ok(text.length < 300_000);
    });
  }

  test('keeps a schema that finds what readers would refuse', async () => {
    const text = junit(mixedRun());
    const wrong = {
      'a name too few': text.replace(/(<testcase .*?) name="[^"]*"/, '$1'),
      'a case of two outcomes': text.replace(/<skipped [^>]*>/, '$&$&'),
      'an error without a type': junit(inconclusiveRuns.unreachable).replace(
        /(<error [^>]*) type="[^"]*"/,
        '$1',
      ),
      'a time in ms': text.replace(/ time="[^"]*"/, ' time="12 ms"'),
      'a zone': text.replace(/( timestamp="[^"]*)"/, '$1Z"'),
      'a tag that is not closed': text.replace('</testsuites>', ''),
      'an ampersand': text.replace('&quot;', '&'),
      'a control character': text.replace('&quot;', '\u0001'),
    };
    for (const [what, found] of Object.entries(await junitFaults(wrong)))
      assert.notDeepEqual(found, [], what);
    for (const [what, changed] of Object.entries(wrong)) assert.notEqual(changed, text, what);
    assert.match(junit(inconclusiveRuns.unreachable), /<error [^>]* type="inconclusive"\/>/);
  });

  test('reports every verdict', () => {
    const text = junit(mixedRun());
    assert.deepEqual(
      elementsOf(text, 'testcase').map(({ name }) => name?.split(' ')[0]),
      ['E1', 'S2', 'F3', 'L1', 'L2', 'L6', 'L8', 'L4'],
    );
    const messages = (tag: string) => elementsOf(text, tag).map(({ message }) => message);
    assert.deepEqual(messages('failure'), [
      'list &quot;a&quot; appears more than once',
      'observed 3, expected 0 refusals in another form: in excess: 3 × HTTP 429 or 503',
    ]);
    assert.deepEqual(messages('skipped'), [
      'the fixtures name no nonAdmin identity',
      'observed 0, expected 0 refusals without excuse: sent late',
      'no excess',
    ]);
  });
});

describe('index.html', () => {
  for (const [name, run] of Object.entries(allRuns)) {
    test(`needs nothing but itself, and shows text as text: ${name}`, () => {
      const text = html(run);
      const tags = text.match(/<[a-z!/][^>]*>/gi) ?? [];
      assert.equal(tags.filter((tag) => tag.startsWith('<script')).length, 1);
      assert.equal(tags.filter((tag) => tag.startsWith('<style')).length, 1);
      for (const tag of tags) {
        assert.doesNotMatch(tag, /^<(img|link|iframe|object|embed|base|a(?=\s)(?![^>]*href="#))/i);
        assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), /\s(on\w+|src|style|srcdoc|xlink:href)\s*=/i);
      }
      assert.doesNotMatch(text.replaceAll('\n', '').replaceAll('\t', ''), /[\p{Cc}\p{Cf}\p{Cs}\uFFFE]/u);
      assert.ok(text.length < 1_500_000, `${text.length} characters`);
    });
  }

  test('obeys only its own style and script', () => {
    const [policy = ''] =
      html(mixedRun())
        .replaceAll('&#39;', "'")
        .match(/default-src[^"]*/) ?? [];
    assert.match(policy, /^default-src 'none'; style-src 'sha256-\S+'; script-src 'sha256-\S+';/);
    assert.doesNotMatch(policy, /unsafe|\*/);
  });

  test('says the verdict first, and marks the part at fault', () => {
    const text = html(mixedRun());
    assert.match(text, /<h1 class="fail">.*2 clauses breached: S2, L2; not exercised: F3, L4<\/h1>/);
    assert.match(text, /<mark>&quot;GroupName&quot;: &quot;a&quot;<\/mark>/);
    assert.match(text, /<output/);
  });

  test('takes the seconds of a long run together', () => {
    const perSecond = Array.from({ length: 40_000 }, (_, second) => ({
      second,
      sent: 200,
      ok: 190,
      rateLimited: 10,
      latencyMs: { p50: 1, p99: 5, max: 9 },
      lagMaxMs: 2,
    }));
    const text = html({ contract: null, loads: [exampleLoad({ perSecond })] });
    assert.ok(text.length < 500_000, `${text.length} characters`);
    assert.match(text, /seconds 0 to 99: 200 sent, 190 admitted, 10 refused/);
    assert.match(text, /of every 100 seconds the highest is drawn/);
  });

  test("draws the profile's own ceiling, or says that it is out of the picture", () => {
    const page = (ceilingPerSecond: number) =>
      html({ contract: null, loads: [exampleLoad({ ceilingPerSecond })] });
    assert.match(page(250), /ceiling, 250 per second<\/li>/);
    assert.match(page(250), /class="ceiling" d="M0,[\d.]+L1000,[\d.]+"/);
    assert.doesNotMatch(page(20_000), /class="ceiling"/);
    assert.match(page(20_000), /ceiling is 20,000 per second, out of the picture/);
  });

  test('draws each latency of the run by the share of calls that took longer', () => {
    const histogram = new LatencyHistogram();
    for (let n = 0; n < 999; n += 1) histogram.record(1);
    histogram.record(100);
    const latency = histogram.encoded();
    const histograms = { latency, refusedLatency: new LatencyHistogram().encoded(), service: latency };
    const text = latencyDistributionPlot(exampleLoad({ histograms })).text;
    // One call in 1,000 took 100 ms: the line keeps to 1 ms up to there, and rises at the right edge of the picture.
    assert.match(text, /class="ok" d="M0,1000L1000,1000L1000,0"/);
    for (const tick of ['p50', 'p90', 'p99', 'p99.9']) assert.match(text, new RegExp(`>${tick}<`));
    assert.doesNotMatch(text, /p99\.99|>refused/);
  });

  test('leaves out what a second did not see, and keeps the rest apart', () => {
    const second = (n: number, ms: number | null) => ({
      second: n,
      sent: ms === null ? 0 : 10,
      ok: 10,
      rateLimited: 0,
      latencyMs: { p50: ms, p99: ms, max: ms },
      lagMaxMs: 0,
    });
    const load = exampleLoad({ perSecond: [second(0, 1), second(1, null), second(2, 100)] });
    const { text } = latencyOverTimePlot(load, timeSpans(load));
    assert.match(text, /class="ok" d="M0,1000L333\.3,1000M666\.7,0L1000,0"/);
  });

  test('shows the steps of a capacity search, sustained or not, and why the run was repeated', () => {
    const text = html(capacityRun());
    assert.equal(text.match(/<text class="sign pass"/g)?.length, 2);
    assert.equal(text.match(/<text class="sign fail"/g)?.length, 1);
    assert.match(text, /attempt 2: before, the harness fell behind its schedule/);
    assert.match(text, /Half as much again as the ceiling/);
  });
});

describe('ctrf.json', () => {
  for (const [name, run] of Object.entries(allRuns)) {
    test(`keeps the format's own schema, and counts the cases of junit.xml: ${name}`, () => {
      const report: unknown = JSON.parse(ctrf(run));
      validateStrict(report);
      const { summary, tests } = report.results;
      const cases = [...junit(run).matchAll(/<testcase /g)].length;
      assert.deepEqual([summary.tests, tests.length], [cases, cases]);
      assert.equal(summary.passed + summary.failed + summary.skipped, cases);
      const bad = elementsOf(junit(run), 'failure').length + elementsOf(junit(run), 'error').length;
      assert.equal(summary.failed, bad);
      assert.ok(summary.start <= summary.stop);
      assert.doesNotMatch(ctrf(run), /[^\P{Cc}\n]/u);
    });
  }
  test('a breach fails with its reason', () => {
    const { tests } = (JSON.parse(ctrf(mixedRun())) as { results: { tests: Test[] } }).results;
    const failed = tests.find(({ name, status }) => status === 'failed' && name.startsWith('S2'));
    assert.ok(failed?.message && failed.trace?.includes(failed.message));
  });
});

test('junit.xml reports what should have been run and was not', () => {
  const text = junit({ ...mixedRun(), notRun: ['load profile over was not run: <no> connection'] });
  assert.match(text, /<testsuite name="not run"[^>]* errors="1"/);
  assert.match(text, /load profile over was not run: &lt;no/);
});

describe('a run that could not be judged', () => {
  for (const [name, run] of Object.entries(inconclusiveRuns)) {
    const count = (text: string) => text.split(inconclusiveReason).length - 1;

    test(`has its reason once in each report: ${name}`, () => {
      for (const format of [junit, markdown, html]) assert.equal(count(format(run)), 1, format.name);
    });

    test(`is one error in junit.xml, and one failed test in ctrf.json: ${name}`, () => {
      assert.deepEqual(
        elementsOf(junit(run), 'error').map(({ message = '' }) => count(message)),
        [1],
      );
      const { tests } = (JSON.parse(ctrf(run)) as { results: { tests: Test[] } }).results;
      const failed = tests.filter(({ status }) => status === 'failed');
      assert.deepEqual(
        failed.map(({ rawStatus, message = '' }) => [rawStatus, count(message)]),
        [['inconclusive', 1]],
      );
      assert.equal(count(ctrf(run)), 1);
    });
  }

  test('nothing run is an error too', () => {
    assert.deepEqual(
      elementsOf(junit(emptyRun), 'error').map(({ message }) => message),
      ['nothing was run'],
    );
  });
});

describe('whether the embedded reference target was tested', () => {
  for (const embedded of [true, false]) {
    const target = { ...exampleContract().target, embedded };
    const run = { contract: exampleContract({ target }), loads: [exampleLoad({ target })] };
    const words = 'of the embedded reference target';

    test(`stands in each report: ${embedded}`, () => {
      const properties = [...junit(run).matchAll(/<property name="embedded" value="([^"]*)"\/>/g)];
      assert.deepEqual(
        properties.map(([, value]) => value),
        [`${embedded}`, `${embedded}`],
      );
      const { results } = JSON.parse(ctrf(run)) as {
        results: { environment: Record<string, unknown>; extra: { verdict: string } };
      };
      assert.deepEqual(results.environment, {
        extra: { target: target.url, edition: target.edition, embedded },
      });
      assert.equal(results.extra.verdict.includes(words), embedded);
      assert.match(
        html(run),
        embedded ? /conforms \(of the embedded reference target\)<\/h1>/ : /conforms<\/h1>/,
      );
      assert.match(
        markdown(run),
        embedded ? /^###.* \(of the embedded reference target\)$/m : /^### .*conforms$/m,
      );
      assert.equal(/<dd>[^<]*, the embedded reference target<\/dd>/.test(html(run)), embedded);
    });
  }
});

describe('summary.md', () => {
  for (const [name, run] of Object.entries(allRuns)) {
    test(`holds no markup but its own, and fits in a comment: ${name}`, () => {
      const text = markdown(run);
      assert.ok(text.length <= 65_536);
      const own = text.replace(/<\/?code>/g, '');
      assert.doesNotMatch(own, /[<>`@\\\]]|https?:\/\/|www\./);
      for (const table of text.split('\n\n').filter((part) => part.startsWith('|'))) {
        const [head = '', ...rows] = table.trimEnd().split('\n');
        const cells = (line: string) => line.split('|').length;
        for (const row of rows) assert.equal(cells(row), cells(head), row.slice(0, 100));
      }
    });
  }

  test('shows breaches and what was not exercised', () => {
    const text = markdown(mixedRun());
    assert.match(text, /^### ✗ group_get: 2 clauses breached: S2, L2; not exercised: F3, L4\n/);
    assert.match(
      text,
      /^\| \*\*S2\*\* \| Shape of ResultItem \| <code>list "a" appears more than once<\/code> \| 3 \|$/m,
    );
    assert.match(
      text,
      /^\| F3 \| Not an app admin \| <code>the fixtures name no nonAdmin identity<\/code> \|$/m,
    );
    assert.match(text, /^\| \*\*L2\*\* \| .* \| ✗ breached \| 3 \| 0 \|/m);
  });
});

test('writes every report and leaves nothing else behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reports-'));
  try {
    const listener = reports({ folder });
    await listener({ kind: 'run ended', run: mixedRun() });
    await listener({ kind: 'run ended', run: emptyRun });
    assert.deepEqual((await readdir(folder)).sort(), ['ctrf.json', 'index.html', 'junit.xml', 'summary.md']);
    assert.match(await readFile(join(folder, 'summary.md'), 'utf8'), /not judged: nothing was run/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** The attributes of each element of a name, in text that is well-formed and quotes attributes by `"`. */
function elementsOf(text: string, name: string): Record<string, string>[] {
  return [...text.matchAll(new RegExp(`<${name}((?: [a-z]+="[^"]*")*)/?>`, 'g'))].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    ),
  );
}
