/**
 * Whether something may be sent now without a person who asks for it: not on a network that is paid for by what goes
 * through it, unless somebody said so for this very network. Promises: the machine is asked at most once a minute, and
 * only when there is something to send; where nobody knows, the network is not metered. SPEC: SY41.
 */

/** The machine is asked so often at most, but for a person. */
const ASKED_FOR_MS = 60_000;

/** The network that this machine goes out by. */
export interface Network {
  isMetered: boolean;
  /** Names the connection while it lasts; another one, or the same one made again, has another name. */
  id: string;
}

/** What the machine says of its network. Nothing of it rejects or takes long. */
export interface NetworkPort {
  /** False only where there surely is no network. */
  isOnline(): boolean;
  /** Null: nobody here knows. */
  metered(): Promise<Network | null>;
}

/** Thrown instead of sending; what waits goes on waiting, and what is asked of the server is asked all the same. */
export class Held extends Error {
  constructor() {
    super('held back on a metered network');
    this.name = 'Held';
  }
}

export interface AllowanceDeps {
  network: NetworkPort;
  now(): number;
  /** The server is this very computer: no network is in between. */
  isHere(): boolean;
}

export class Allowance {
  private asked: { at: number; answer: Promise<Network | null> } | null = null;
  /** The network on which it is sent although it is metered. */
  private anywayOn: string | null = null;

  constructor(private readonly deps: AllowanceDeps) {}

  isOnline(): boolean {
    return this.deps.isHere() || this.deps.network.isOnline();
  }

  async maySend(): Promise<boolean> {
    if (this.deps.isHere()) return true;
    const network = await this.ask();
    // Once it was another network, the word for the former one is spent, even where that one comes back.
    if (network?.id !== this.anywayOn) this.anywayOn = null;
    return network === null || !network.isMetered || this.anywayOn !== null;
  }

  /** A person wants to know: the machine is asked anew. */
  forget(): void {
    this.asked = null;
  }

  /** A person says so, for the network of now, until it is another one or the app is started anew. */
  async sendAnyway(): Promise<void> {
    this.forget();
    this.anywayOn = (await this.ask())?.id ?? null;
  }

  private ask(): Promise<Network | null> {
    const now = this.deps.now();
    const age = now - (this.asked?.at ?? 0);
    // A clock that was set back makes it no longer.
    if (this.asked === null || age < 0 || age >= ASKED_FOR_MS)
      this.asked = { at: now, answer: this.deps.network.metered() };
    return this.asked.answer;
  }
}
