import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A load of POSTs for another tool. */
export interface PeerLoad {
  url: string;
  body: string;
  /** Null: as fast as possible, on `connections` connections. */
  ratePerSecond: number | null;
  connections: number;
  durationSeconds: number;
  /** For the tool's files. */
  folder: string;
}

/** Another load tool. The target's log shows what it sent; the p99 is the tool's own. */
export interface Peer {
  name: string;
  /** Its commands, one after the other; null when it cannot make such a load. */
  commands: (load: PeerLoad) => string[][] | null;
  /** From the output of the last command. */
  p99Ms: (printed: string, load: PeerLoad) => number;
}

const json = 'Content-Type: application/json';

function fileOf({ folder }: PeerLoad, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

export const peers: readonly Peer[] = [
  {
    name: 'vegeta',
    commands: (load) => {
      const body = fileOf(load, 'body.json', load.body);
      const targets = fileOf(load, 'vegeta.txt', `POST ${load.url}\n${json}\n@${body}\n`);
      const results = join(load.folder, 'vegeta.bin');
      const rate = load.ratePerSecond === null ? '0' : `${load.ratePerSecond}/1s`;
      const workers = load.ratePerSecond === null ? [`-max-workers=${load.connections}`] : [];
      const attack = [`-targets=${targets}`, `-rate=${rate}`, `-duration=${load.durationSeconds}s`];
      return [
        ['attack', ...attack, ...workers, `-output=${results}`],
        ['report', '-type=json', results],
      ];
    },
    p99Ms: (printed) => JSON.parse(printed).latencies['99th'] / 1e6,
  },
  {
    name: 'k6',
    commands: (load) => {
      const { ratePerSecond, connections, durationSeconds } = load;
      const scenario =
        ratePerSecond === null
          ? { executor: 'constant-vus', vus: connections, duration: `${durationSeconds}s` }
          : {
              executor: 'constant-arrival-rate',
              rate: ratePerSecond,
              timeUnit: '1s',
              duration: `${durationSeconds}s`,
              preAllocatedVUs: 100,
            };
      const options = { scenarios: { load: scenario }, summaryTrendStats: ['p(99)'] };
      const script = fileOf(
        load,
        'k6.js',
        `import http from 'k6/http';
export const options = ${JSON.stringify(options)};
export default () => http.post(${JSON.stringify(load.url)}, ${JSON.stringify(load.body)}, { headers: { 'Content-Type': 'application/json' } });
export const handleSummary = (data) => ({ stdout: String(data.metrics.http_req_duration.values['p(99)']) });`,
      );
      return [['run', '--quiet', script]];
    },
    p99Ms: (printed) => Number(printed.trim().split('\n').at(-1)),
  },
  {
    name: 'oha',
    commands: (load) => {
      const body = fileOf(load, 'body.json', load.body);
      const rate = load.ratePerSecond === null ? [] : ['-q', String(load.ratePerSecond)];
      const call = ['-m', 'POST', '-D', body, '-T', 'application/json', load.url];
      const size = ['-c', String(load.connections), '-z', `${load.durationSeconds}s`];
      return [['--no-tui', '--output-format', 'json', ...size, ...rate, ...call]];
    },
    p99Ms: (printed) => JSON.parse(printed).latencyPercentiles.p99 * 1000,
  },
  ...['wrk', 'wrk2'].map((name) => ({
    name,
    commands: (load: PeerLoad) => {
      // wrk has no rate, wrk2 needs one.
      if ((name === 'wrk') !== (load.ratePerSecond === null)) return null;
      const script = fileOf(
        load,
        'wrk.lua',
        `wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = ${JSON.stringify(load.body)}\n`,
      );
      const rate = load.ratePerSecond === null ? [] : [`-R${load.ratePerSecond}`];
      const size = ['-t1', `-c${load.connections}`, `-d${load.durationSeconds}s`];
      return [[...size, ...rate, '--latency', '-s', script, load.url]];
    },
    p99Ms: (printed: string) => {
      const [, value = '', unit = ''] = /^\s*99(?:\.000)?%\s+([\d.]+)(us|ms|s)/m.exec(printed) ?? [];
      return Number(value || Number.NaN) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN);
    },
  })),
  {
    name: 'artillery',
    commands: (load) => {
      if (load.ratePerSecond === null) return null;
      const { origin, pathname, search } = new URL(load.url);
      const post = {
        url: pathname + search,
        body: load.body,
        headers: { 'Content-Type': 'application/json' },
      };
      const script = {
        config: {
          target: origin,
          phases: [{ duration: load.durationSeconds, arrivalRate: load.ratePerSecond }],
        },
        scenarios: [{ flow: [{ post }] }],
      };
      const output = join(load.folder, 'artillery.json');
      return [['run', '--quiet', '--output', output, fileOf(load, 'artillery.yaml', JSON.stringify(script))]];
    },
    p99Ms: (_, { folder }) =>
      JSON.parse(readFileSync(join(folder, 'artillery.json'), 'utf8')).aggregate.summaries[
        'http.response_time'
      ].p99,
  },
];

/** Whether a command is on the PATH. */
export function isInstalled(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
