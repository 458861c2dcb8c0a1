/** A workflow command that GitHub's runner reads from the output of a job. */
export interface WorkflowCommand {
  name: string;
  properties: Record<string, string>;
  data: string;
}

/**
 * The commands that a runner obeys in the output of a step: a line that begins with `::name` or holds `##[name` anywhere, and
 * nothing between a stop-commands and its token. For tests with hostile output.
 */
export function workflowCommands(output: string): WorkflowCommand[] {
  const obeyed: WorkflowCommand[] = [];
  let token: string | undefined;
  for (const line of output.split(/\r\n|\r|\n/)) {
    const current = /^\s*::([\w-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/.exec(line);
    const older = /##\[([\w-]+)(?: ([^\]]*))?\](.*)$/.exec(line);
    const [, name, properties = '', data = ''] = current ?? older ?? [];
    if (name === undefined) continue;
    if (token !== undefined) {
      if (name === token) token = undefined;
      continue;
    }
    if (name === 'stop-commands') token = data;
    else obeyed.push({ name, properties: propertiesOf(properties), data: unescaped(data) });
  }
  return obeyed;
}

function propertiesOf(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.split('=', 2));
  return Object.fromEntries(
    pairs.filter(([key]) => key?.trim()).map(([key = '', value = '']) => [key.trim(), unescaped(value)]),
  );
}

function unescaped(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}
