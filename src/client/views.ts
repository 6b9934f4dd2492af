/** What every view of a contract is given by the frame around it. */
import type { ContractId } from '../../domain/ids';
import type { RoleOnContract } from '../../domain/protocol-shared';
import type { View, ViewName } from './route';

export interface ViewProps<N extends ViewName> {
  contract: ContractId;
  role: RoleOnContract;
  /** As the address says. */
  view: Extract<View, { name: N }>;
}
