/** The contract as the diary's view wants it: the other side's name stands where the app has the client's. */

import type { ContractId } from '../../../domain/ids';
import type { ContractView } from '../../../domain/protocol-diary';
import type { RoleOnContract } from '../../../domain/protocol-shared';
import type { DiaryContract } from '../../diary/types';

export function diaryContract(id: ContractId, view: ContractView, role: RoleOnContract): DiaryContract {
  return {
    id,
    title: view.title,
    client: role === 'freelancer' ? view.client : view.freelancer,
    currency: view.currency,
    colour: 'teal',
    tags: view.tags,
    manualAllowed: view.manual,
    archivedAt: null,
  };
}
