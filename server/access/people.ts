/** Who is who in a contract. */
import type { ContractId } from '../../domain/ids';
import type { AccountId, RoleOnContract } from '../../domain/protocol-shared';

export interface Person {
  account: AccountId;
  role: RoleOnContract;
  name: string;
  email: string;
  language: 'en' | 'fr';
  /** Of a mediator: the disputed week (Unix seconds), and until when they may read (wall ms). */
  week: number | null;
  until: number | null;
}

export interface People {
  /** All of a contract, the earliest account of each role first. */
  of(contract: ContractId): Promise<Person[]>;
  account(id: AccountId): Promise<Omit<Person, 'role' | 'week' | 'until'> | null>;
}
