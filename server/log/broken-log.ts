/** A stored log that is not what the server once signed: nothing of it is served, and nothing is added to it. */
import type { ContractId } from '../../domain/ids';

export class BrokenLog extends Error {
  override readonly name = 'BrokenLog';

  constructor(
    readonly contract: ContractId,
    /** What does not fit, for whoever runs the server. No content. */
    readonly detail: string,
  ) {
    super(`the log of ${contract} is not what this server signed: ${detail}`);
  }
}
