/**
 * The evidence as the window asks for it: this device's key from its opening on, the keys of the logs, the public
 * identity as a file, and the export as a job. Promises: nothing is signed before a rotation that was cut off is done; a
 * key that cannot be opened stops the sealing and nothing else.
 */
import { assertNever } from '../../../domain/assert';
import type { Scope } from '../../../domain/bundle';
import type { ContractId } from '../../../domain/ids';
import { slotStart } from '../../../domain/week';
import type {
  CommandInput,
  CommandOutput,
  Evidence,
  EvidenceInclude,
  BundleFinding as ShownFinding,
} from '../../contract';
import {
  type DeviceKeyOptions,
  type DeviceKeys,
  type OpenedDeviceKeys,
  openDeviceKey,
  replaceDeviceKey,
} from '../device-key';
import { done, failed, type Outcome } from '../dispatch';
import type { EvidenceExported, Exporter } from '../exporter';
import type { EvidenceHandlerDeps } from '../handlers-evidence';
import type { Jobs } from '../jobs';
import type { Texts } from '../texts';
import { identityPage } from './identity-page';
import { createLogKeys } from './keys';
import type { DeviceKey, LogReader, LogSigner } from './ports';
import { type EvidenceFigures, evidenceOf } from './status';
import { trustFileOf } from './trust-file';

type BundleFinding = Extract<EvidenceExported, { outcome: 'saved' }>['findings'][number];

export interface DeskDeps extends DeviceKeyOptions {
  logs: Pick<LogReader, 'logs'>;
  signer: Pick<LogSigner, 'appendTo'>;
  figures: EvidenceFigures;
  contracts(): readonly { id: ContractId; title: string; client: string }[];
  exporter: Exporter;
  /** Null: the dialog was closed. `title` is a key of the texts. */
  askPath(title: string, name: string, extension: string): Promise<string | null>;
  print(html: string, signal: AbortSignal): Promise<Uint8Array>;
  writeBytes(
    path: string,
    bytes: Uint8Array,
  ): Promise<{ outcome: 'saved'; path: string } | { outcome: 'failed'; detail: string }>;
  /** The built verifier's page; rejects with what the file system says. */
  verifierPage(): Promise<Uint8Array>;
  /** Into the clipboard. */
  copy(text: string): void;
  faultOf(error: unknown): { detail: string } | null;
  jobs: Pick<Jobs, 'run'>;
  texts: Pick<Texts, 't' | 'language' | 'locale'>;
  /** Whatever the window shows of the evidence has changed. */
  changed(): void;
  /** The device has a key that may sign from now on: what waits can be sealed. */
  ready(): void;
  log(message: string): void;
}

export interface EvidenceDesk extends EvidenceHandlerDeps {
  /** Opens the device's key, or makes it at the first run. */
  begin(): Promise<void>;
  /** This device's keys that may sign: of a rotation under way the one that takes over first. None where it has none open. */
  signers(): readonly DeviceKey[];
}

export function createEvidenceDesk(deps: DeskDeps): EvidenceDesk {
  const { texts } = deps;
  let device: OpenedDeviceKeys | null = null;
  const opened = (): DeviceKeys | null => (device?.outcome === 'opened' ? device.keys : null);
  const keys = createLogKeys({ ...deps, device: opened });

  const evidence = (): Evidence =>
    evidenceOf({ ...deps, device: () => device, storeAvailable: () => deps.keyStore.available() });

  async function use(answer: OpenedDeviceKeys): Promise<void> {
    if (answer.outcome !== 'opened') deps.log(`nothing is sealed: the device key is ${answer.outcome}`);
    device = answer;
    try {
      await keys.recover();
    } catch (error) {
      const fault = deps.faultOf(error);
      if (fault === null) throw error;
      // Both keys are on the disk, and each log has one of them in force: the next start goes on.
      deps.log(`the rotation of the device key was not ended: ${fault.detail}`);
    }
    deps.changed();
    if (answer.outcome === 'opened') deps.ready();
  }

  function ready() {
    const { device: state } = evidence();
    return state.state === 'ready' ? state : null;
  }

  async function exportBundle(
    input: CommandInput<'evidence.export'>,
  ): Promise<Outcome<CommandOutput<'evidence.export'>>> {
    const contract = deps.contracts().find(({ id }) => id === input.contractId);
    if (contract === undefined) return failed('not-found', `contract ${input.contractId}`);
    if (opened() === null) return done({ outcome: 'refused', why: 'no-key' });
    if (deps.logs.logs(contract.id).length === 0) return done({ outcome: 'refused', why: 'no-log' });
    const first = new Date(slotStart(input.from)).toISOString().slice(0, 10);
    const path = await deps.askPath('dialog.evidence.title', `minutier-${contract.client}-${first}`, 'zip');
    if (path === null) return done({ outcome: 'cancelled' });
    const { note, language, evenUnproven } = input;
    const request = { contract: contract.id, scope: scopeOf(input), note, language, evenUnproven };
    const answer = await deps.jobs.run('evidence', (job) => deps.exporter.export(request, path, job));
    deps.changed();
    return answer === null ? done({ outcome: 'cancelled' }) : exported(answer);
  }

  return {
    evidence,
    numberOf: (sliceId) => deps.figures.placeOf(sliceId)?.number ?? null,
    keys: {
      add: (...given) => told(keys.add(...given)),
      revoke: (...given) => told(keys.revoke(...given)),
      rotate: async () => told(await keys.rotate()),
      recover: () => keys.recover(),
    },
    exportBundle,
    faultOf: deps.faultOf,
    sha256: deps.sha256,
    async replaceKey() {
      if (opened() === null) await use(await replaceDeviceKey(deps));
    },
    copyKey() {
      const state = ready();
      if (state !== null) deps.copy(state.key.text);
    },
    async saveIdentity(input) {
      const state = ready();
      if (state === null) return null;
      if (input.format === 'trust') {
        const path = await deps.askPath('dialog.trust.title', 'trust', 'json');
        if (path === null) return null;
        return deps.writeBytes(path, Buffer.from(trustFileOf(state.key.x, input.name)));
      }
      const path = await deps.askPath('dialog.identity.title', 'minutier-key', 'pdf');
      if (path === null) return null;
      const trust = trustFileOf(state.key.x, texts.t('evidence.identity.name'));
      return deps.jobs.run('notice', async (job) => {
        const bytes = await deps.print(identityPage(state, trust, deps.now(), texts), job.signal);
        job.commit();
        return deps.writeBytes(path, bytes);
      });
    },
    async saveVerifier() {
      const path = await deps.askPath('dialog.verifier.title', 'minutier-verifier', 'html');
      if (path === null) return null;
      try {
        return await deps.writeBytes(path, await deps.verifierPage());
      } catch (error) {
        const fault = deps.faultOf(error);
        if (fault === null) throw error;
        return { outcome: 'failed', detail: fault.detail };
      }
    },
    begin: async () => use(await openDeviceKey(deps)),
    signers() {
      const open = opened();
      const next = open?.next() ?? null;
      return open === null ? [] : next === null ? [open.current()] : [next, open.current()];
    },
  };

  function told<T extends { outcome: string }>(answer: T): T {
    if (answer.outcome === 'changed') deps.changed();
    return answer;
  }
}

/** Times and activity always: the verdicts hang on them, and without them nothing is left to look at. */
export function scopeOf(input: { from: number; to: number; include: EvidenceInclude }): Scope {
  const { from, to, include } = input;
  const kinds: Scope['fields'] = [
    ...(include.memos ? (['memo', 'tag', 'reason'] as const) : []),
    'time',
    'activity',
    ...(include.minutes ? (['minutes'] as const) : []),
    ...(include.windows ? (['windows'] as const) : []),
    ...(include.pictures ? (['picture', 'missed'] as const) : []),
  ];
  return { from, to, fields: kinds };
}

/** The finding as data for the window, which has the sentences. */
function findingOf({ id, rule, severity, subject, values }: BundleFinding): ShownFinding {
  return { id, rule, severity, values, at: instantOf(subject) };
}

function instantOf(subject: BundleFinding['subject']): number | null {
  switch (subject.type) {
    case 'segment':
      return subject.slot;
    case 'week':
      return subject.week;
    case 'day':
      return subject.day;
    case 'bundle':
    case 'file':
    case 'line':
    case 'entry':
    case 'key':
      return null;
    default:
      return assertNever(subject);
  }
}

function exported(answer: EvidenceExported): Outcome<CommandOutput<'evidence.export'>> {
  switch (answer.outcome) {
    case 'saved':
    case 'unproven':
      return done({ ...answer, findings: answer.findings.map(findingOf) });
    case 'nothing-sealed':
      return done({ outcome: 'refused', why: 'no-log' });
    case 'failed':
      return failed('storage', answer.detail);
    default:
      return done(answer);
  }
}
