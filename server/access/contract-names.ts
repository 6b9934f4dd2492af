/** What a contract is called: by its log, as far as that is told, and by the accounts that are in it. */
import { readDisclosure } from '../../domain/disclosure';
import type { ContractId } from '../../domain/ids';
import type { Logs } from '../log/logs';
import type { People } from './people';

export type ContractNames = (
  contract: ContractId,
) => Promise<{ title: string; client: string; freelancer: string }>;

export function contractNames(logs: Logs, people: People): ContractNames {
  return async (contract) => {
    const told = await logs
      .read(contract, async ({ told }) => ({
        title: await told(0, 'title'),
        client: await told(0, 'client'),
      }))
      // A log that is broken has a name nonetheless: its people see that it is there.
      .catch(() => null);
    const here = await people.of(contract);
    const nameOf = (role: 'freelancer' | 'client') => here.find((one) => one.role === role)?.name;
    return {
      title: textOf(told?.title ?? null),
      client: textOf(told?.client ?? null) || (nameOf('client') ?? ''),
      freelancer: nameOf('freelancer') ?? '',
    };
  };
}

function textOf(disclosure: string | null): string {
  const value = disclosure === null ? null : readDisclosure(disclosure)?.value;
  return typeof value === 'string' ? value : '';
}
