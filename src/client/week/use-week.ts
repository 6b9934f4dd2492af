/** What a view of one week asks the server: its sheet, its review and the contract; and all of the week again. */
import type { ContractId } from '../../../domain/ids';
import { useAsked } from '../asked';
import { useContractView } from '../contracts/use-contract';

/** `week`: seconds, its start. */
export function useWeek(contract: ContractId, week: number) {
  const asking = { params: { contract, week } };
  const sheet = useAsked('week', asking);
  const review = useAsked('review', asking);
  const { view: about } = useContractView(contract);
  const again = () => {
    sheet.again();
    review.again();
  };
  return { sheet, review, about, again };
}
