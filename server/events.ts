/**
 * News of a contract to whoever looks at it. Nothing here is the truth: an event says that something is to be read again.
 */
import type { ContractId } from '../domain/ids';
import type { WireEvent } from '../domain/protocol-log';

export interface Hub {
  tell(event: WireEvent): void;
  /** Ends with `signal`, or when the listener is so slow that its queue is full: it then asks again. */
  listen(contract: ContractId, signal: AbortSignal): AsyncIterable<WireEvent>;
}
