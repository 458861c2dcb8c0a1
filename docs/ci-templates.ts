import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The action for GitHub and the job for GitLab, for the tests that read them and run their shell lines. */

export interface Step {
  run?: string;
  uses?: string;
  shell?: string;
  env?: Record<string, string>;
  'working-directory'?: string;
}
interface Action {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: Step[] };
}
interface GitLabJob {
  variables: Record<string, string>;
  script: string[];
  artifacts: { paths: string[]; reports: { junit: string } };
}

export const root = join(import.meta.dirname, '..');
const actionPath = join(root, '.github', 'actions', 'group-get');
export const actionText = readFileSync(join(actionPath, 'action.yml'), 'utf8');
export const action = parse(actionText) as Action;
export const gitLabJob = (
  parse(readFileSync(join(root, '.gitlab', 'group-get.yml'), 'utf8')) as Record<string, GitLabJob>
)['.group-get'] as GitLabJob;

/** How a script ended, with both of its streams. */
export interface ScriptEnd {
  code: number | null;
  printed: string;
}

/** Runs a script as the hosts do: it ends at the first command that fails. Nothing of this project's is in its environment but `env`. */
export function bash(script: string, cwd: string, env: Record<string, string>): Promise<ScriptEnd> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(TARGET_|REPORT_DIR|NODE_TEST|GITHUB_|GIT_|GROUP_GET_)/.test(name),
  );
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, printed })));
}

/** Runs the step of the action that runs the gate, with these inputs, in this workspace. @param env further variables */
export function runGateStep(
  inputs: Record<string, string>,
  workspace: string,
  env: Record<string, string> = {},
): Promise<ScriptEnd> {
  const step = action.runs.steps.find(({ env }) => env !== undefined) as Step;
  const filled = (text: string) =>
    text.replace(/\$\{\{ (?:inputs\.([\w-]+)|github\.action_path) \}\}/g, (_, name: string | undefined) =>
      name === undefined ? actionPath : (inputs[name] ?? action.inputs[name]?.default ?? ''),
    );
  const given = Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)]);
  return bash(step.run ?? '', filled(step['working-directory'] ?? ''), {
    ...Object.fromEntries(given),
    GITHUB_WORKSPACE: workspace,
    GITHUB_OUTPUT: join(workspace, 'output'),
    ...env,
  });
}
