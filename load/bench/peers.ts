import { accessSync, constants, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** One even load of POSTs, as another tool is told to make it. */
export interface PeerLoad {
  url: string;
  body: string;
  ratePerSecond: number;
  durationSeconds: number;
  /** Where the tool's input files may be put. */
  folder: string;
}

/** Another load tool: how it is called. What it did is read from the target's log, not from what it says of itself. */
export interface Peer {
  name: string;
  command: (load: PeerLoad) => string[];
}

const bodyFile = ({ folder, body }: PeerLoad): string => {
  const file = join(folder, 'body.json');
  writeFileSync(file, body);
  return file;
};

export const peers: readonly Peer[] = [
  {
    name: 'vegeta',
    command: (load) => {
      const targets = join(load.folder, 'vegeta.txt');
      writeFileSync(targets, `POST ${load.url}\nContent-Type: application/json\n@${bodyFile(load)}\n`);
      return [
        'attack',
        `-targets=${targets}`,
        `-rate=${load.ratePerSecond}/1s`,
        `-duration=${load.durationSeconds}s`,
        '-output=/dev/null',
      ];
    },
  },
  {
    name: 'k6',
    command: (load) => {
      const script = join(load.folder, 'k6.js');
      writeFileSync(
        script,
        `import http from 'k6/http';
export const options = { scenarios: { even: { executor: 'constant-arrival-rate', rate: ${load.ratePerSecond}, timeUnit: '1s', duration: '${load.durationSeconds}s', preAllocatedVUs: 50 } } };
export default () => http.post(${JSON.stringify(load.url)}, ${JSON.stringify(load.body)}, { headers: { 'Content-Type': 'application/json' } });`,
      );
      return ['run', '--quiet', script];
    },
  },
  {
    name: 'oha',
    command: (load) => [
      '--no-tui',
      '-m',
      'POST',
      '-D',
      bodyFile(load),
      '-T',
      'application/json',
      '-q',
      String(load.ratePerSecond),
      '-z',
      `${load.durationSeconds}s`,
      load.url,
    ],
  },
  {
    name: 'wrk2',
    command: (load) => {
      const script = join(load.folder, 'wrk2.lua');
      writeFileSync(
        script,
        `wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = ${JSON.stringify(load.body)}\n`,
      );
      return ['-t1', '-c20', `-R${load.ratePerSecond}`, `-d${load.durationSeconds}s`, '-s', script, load.url];
    },
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
