import { UsageError } from '../../client/settings/run-errors.ts';
import { type Command, defineCommand } from './command.ts';

type Loader = () => Promise<Command>;

/** Commands for users, each loaded when it is called. */
export const userCommands: Readonly<Record<string, Loader>> = {
  gate: async () => (await import('../commands/gate.ts')).gate,
  contract: async () => (await import('../commands/contract.ts')).contract,
  load: async () => (await import('../commands/load.ts')).load,
  judge: async () => (await import('../commands/judge.ts')).judge,
  doctor: async () => (await import('../commands/doctor.ts')).doctor,
  init: async () => (await import('../commands/init.ts')).init,
  compare: async () => (await import('../commands/compare.ts')).compare,
  target: async () => (await import('../commands/target.ts')).target,
  usersig: async () => (await import('../commands/usersig.ts')).usersig,
};

/** Commands for those who work on the harness: they need its repository. */
export const projectCommands: Readonly<Record<string, Loader>> = {
  generate: async () => (await import('../commands/generate.ts')).generate,
  test: async () => (await import('../commands/test.ts')).test,
  bench: async () => (await import('../commands/bench.ts')).bench,
  pictures: async () => (await import('../commands/pictures.ts')).pictures,
};

/** @throws UsageError when there is no command of that name */
export async function commandNamed(name: string): Promise<Command> {
  const commands = { ...userCommands, ...projectCommands };
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    const names = Object.keys(userCommands).join(', ');
    throw new UsageError(`there is no command '${name}'; choose one of ${names}`);
  }
  return load();
}

/** The executable without a command: its help lists the commands. */
async function listing(): Promise<Command> {
  const commands = await Promise.all(Object.values(userCommands).map((load) => load()));
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`);
  return defineCommand({
    name: 'group-get',
    operands: 'COMMAND',
    summary: 'tests a service against the contract of group_get',
    about: `${rows.join('\n')}\n\nCOMMAND --help prints the options of a command.`,
    options: {},
    async run() {
      throw new UsageError('give a command; --help lists them');
    },
  });
}

/**
 * The executable: its first argument names the command that gets the other ones.
 * @param onCommand receives that command before it runs
 */
export function groupGet(onCommand: (command: Command) => void = () => {}): Pick<Command, 'call'> {
  return {
    async call(argv, env, io, surroundings) {
      const [name, ...rest] = argv;
      const isNamed = name !== undefined && !name.startsWith('-');
      const command = isNamed ? await commandNamed(name) : await listing();
      onCommand(command);
      return command.call(isNamed ? rest : argv, env, io, surroundings);
    },
  };
}
