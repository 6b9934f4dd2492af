/** Inputs that no command takes, for the dispatcher's test and for the test of the whole app. */
import { type CommandName, commands } from '../../electron/contract';

const NO_INPUT = new Set<string>(
  Object.entries(commands)
    .filter(([, command]) => command.input.safeParse(undefined).success)
    .map(([name]) => name),
);

export const commandNames = Object.keys(commands).filter((name): name is CommandName =>
  Object.hasOwn(commands, name),
);

/** Wrong in kind for this command, whichever it is. `undefined` is wrong only where an input is expected. */
export function badInputsFor(name: CommandName): unknown[] {
  const wrong: unknown[] = [null, 0, 'text', [], [[]], true, { id: 'not-a-uuid', unknown: 1 }];
  const fits = (input: unknown) => commands[name].input.safeParse(input).success;
  return (NO_INPUT.has(name) ? wrong : [undefined, ...wrong]).filter((input) => !fits(input));
}
