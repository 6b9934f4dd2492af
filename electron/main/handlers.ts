/**
 * One handler for each command of the contract: checks what only the state can tell (does it exist, is its week
 * open), does it, answers. Inputs arrive parsed (`dispatch.ts`). Expected failures are answers, not exceptions.
 */
import { assertNever } from '../../domain/assert';
import type { Clock } from '../../domain/clock';
import type { HourlyContract } from '../../domain/hourly-contract';
import { type ContractId, ContractIdSchema, type NewId, type SliceId } from '../../domain/ids';
import { DAY_MS, slotStart, weekLocksAt } from '../../domain/week';
import type { CommandOutput, Diagnostics } from '../contract';
import type { ContractsTable } from './db/contracts';
import type { SlicesTable } from './db/slices';
import type { Diary } from './diary';
import { done, failed, type Handlers, type Outcome } from './dispatch';
import type { Edits } from './edits';
import type { ExportFormat } from './export';
import { type BackupHandlerDeps, backupHandlers } from './handlers-backup';
import { clientsTerms } from './handlers-clients-terms';
import { editHandlers } from './handlers-edit';
import { type EvidenceHandlerDeps, evidenceHandlers } from './handlers-evidence';
import { type ImportCommands, importHandlers } from './handlers-import';
import { type PreviewHandlerDeps, pictureHandlers } from './handlers-pictures';
import { type PrivacyHandlerDeps, privacyHandlers } from './handlers-privacy';
import { protectionHandlers } from './handlers-protection';
import { type SyncDesk, syncHandlers } from './handlers-sync';
import { type WeekHandlerDeps, weekHandlers } from './handlers-week';
import type { Jobs } from './jobs';
import type { Notices } from './notices';
import type { PairLinks } from './pair-links';
import type { PictureEdits } from './picture-edits';
import type { Recorder, RecorderStore } from './ports';
import type { Protection } from './protection';
import type { SettingsChange, SettingsKeeper } from './settings';
import { limitRows } from './terms';
import type { Texts } from './texts';

export interface HandlerDeps {
  clock: Clock;
  newId: NewId;
  recorder: Recorder;
  contracts: Pick<
    ContractsTable,
    | 'list'
    | 'get'
    | 'create'
    | 'edit'
    | 'addTerm'
    | 'archive'
    | 'attest'
    | 'withdrawAttestation'
    | 'pause'
    | 'unpause'
  >;
  protection: Protection;
  pictureEdits: PictureEdits;
  pictureNotice: PreviewHandlerDeps;
  slices: Pick<SlicesTable, 'byId' | 'setMemo' | 'recentMemos' | 'countTracked'>;
  idles: Pick<RecorderStore, 'idle' | 'pendingIdles'>;
  edits: Edits;
  diary: Diary;
  week: WeekHandlerDeps['week'];
  search: WeekHandlerDeps['search'];
  saveTimesheet: WeekHandlerDeps['saveTimesheet'];
  saveNotice: PrivacyHandlerDeps['saveNotice'];
  eraseContract: PrivacyHandlerDeps['erase'];
  backup: BackupHandlerDeps;
  evidence: EvidenceHandlerDeps;
  sync: SyncDesk;
  /** Links that were opened outside of the app. */
  pairLinks: Pick<PairLinks, 'take'>;
  imports: ImportCommands;
  settings: SettingsKeeper;
  notices: Notices;
  jobs: Pick<Jobs, 'list' | 'cancel'>;
  texts: Pick<Texts, 'language' | 'locale'>;
  isDark(): boolean;
  windows: { toggleMini(): void; openMain(): void };
  diagnostics(): Diagnostics;
  openFolder(): void;
  /** A contract was made or changed: recorder, tray and windows. */
  contractChanged(id: ContractId): void;
  /** Slices changed otherwise than by the recorder. */
  slicesChanged(slots: number[]): void;
  /** Asks for a path and writes; null: the user closed the dialog. */
  exportTo(
    format: ExportFormat,
  ): Promise<
    null | { outcome: 'saved'; path: string; slices: number } | { outcome: 'failed'; detail: string }
  >;
}

const MAX_DAYS = 32;
const RECENT_MEMOS = 12;

export function createHandlers(deps: HandlerDeps): Handlers {
  const { clock, newId, recorder, contracts, slices, diary, settings, notices, texts } = deps;
  const now = () => clock.read().wall;

  /** The contract as it is after a change; tells everyone. */
  function changedContract(id: ContractId): Outcome<HourlyContract> {
    deps.contractChanged(id);
    const contract = contracts.get(id);
    return contract === null ? failed('not-found', `contract ${id}`) : done(contract);
  }

  function afterWrite(id: ContractId, write: Written): Outcome<HourlyContract> {
    switch (write.outcome) {
      case 'saved':
        return changedContract(id);
      case 'missing':
        return failed('not-found', `contract ${id}`);
      case 'failed':
        return failed('storage', write.detail);
      default:
        return assertNever(write);
    }
  }

  function changeSettings(part: SettingsChange): Outcome<CommandOutput<'settings.set'>> {
    const saved = settings.change(part);
    return saved.outcome === 'saved' ? done(settings.get()) : failed('storage', saved.detail);
  }

  const own: Handlers = {
    'app.boot': () =>
      done({
        settings: settings.get(),
        language: texts.language(),
        dark: deps.isDark(),
        locale: texts.locale(),
        contracts: contracts.list(),
        timer: recorder.timer(),
        notices: notices.list(),
        jobs: deps.jobs.list(),
        now: now(),
      }),
    'settings.set': (part) => changeSettings(part),
    'notice.accept': () => changeSettings({ noticeAcceptedAt: now() }),
    'notice.dismiss': ({ key }) => {
      notices.dismiss(key);
      return done(undefined);
    },
    'job.cancel': ({ id }) => {
      deps.jobs.cancel(id);
      return done(undefined);
    },
    'diagnostics.get': () => done(deps.diagnostics()),
    'folder.open': () => {
      deps.openFolder();
      return done(undefined);
    },

    'contract.list': () => done(contracts.list()),
    'contract.create': (contract) => {
      const id = ContractIdSchema.parse(newId());
      return afterWrite(id, contracts.create(id, contract, now()));
    },
    'contract.edit': ({ id, settings: edited }) => afterWrite(id, contracts.edit(id, edited)),
    'contract.setRate': ({ id, rateMinor }) =>
      afterWrite(id, contracts.addTerm(id, { kind: 'rate', rateMinor }, now(), now())),
    'contract.setLimit': ({ id, limitSeconds }) => {
      const contract = contracts.get(id);
      if (contract === null) return failed('not-found', `contract ${id}`);
      const at = now();
      const anyTracked = slices.countTracked(id) > 0 || recorder.openSlice()?.contractId === id;
      // Latest first: a crash between two rows leaves the change announced for later and not yet in force.
      for (const row of limitRows(contract, limitSeconds, at, anyTracked).reverse()) {
        const saved = contracts.addTerm(id, { kind: 'limit', limitSeconds: row.limitSeconds }, row.from, at);
        if (saved.outcome !== 'saved') return afterWrite(id, saved);
      }
      return changedContract(id);
    },
    'contract.archive': async ({ id, archived }) => {
      if (archived && recorder.timer().contractId === id) await recorder.stop();
      return afterWrite(id, contracts.archive(id, archived ? now() : null));
    },
    ...backupHandlers(deps.backup),
    ...evidenceHandlers(deps.evidence),
    ...syncHandlers(deps.sync, deps.pairLinks),
    ...importHandlers(deps.imports),
    ...pictureHandlers(deps.pictureEdits, deps.pictureNotice),
    ...privacyHandlers({
      contract: (id) => contracts.get(id),
      saveNotice: deps.saveNotice,
      erase: deps.eraseContract,
      erased: deps.contractChanged,
    }),
    ...weekHandlers({
      now,
      week: deps.week,
      contracts,
      search: deps.search,
      contractChanged: deps.contractChanged,
      saveTimesheet: deps.saveTimesheet,
    }),

    ...protectionHandlers({
      protection: deps.protection,
      contracts,
      now,
      contractChanged: deps.contractChanged,
    }),

    'timer.start': async ({ contractId, memo }) => {
      const contract = contracts.get(contractId);
      if (contract === null) return failed('not-found', `contract ${contractId}`);
      if (contract.archivedAt !== null) return failed('archived', `contract ${contractId}`);
      await recorder.start(contractId, memo);
      return done(recorder.timer());
    },
    'timer.stop': async () => {
      await recorder.stop();
      return done(recorder.timer());
    },
    'timer.resume': async () => {
      if (recorder.timer().mode === 'stopped') return failed('not-running', 'nothing to resume');
      await recorder.resume();
      return done(recorder.timer());
    },
    'timer.memo': ({ memo }) => {
      if (recorder.timer().mode === 'stopped') return failed('not-running', 'no session');
      recorder.setMemo(memo);
      return done(recorder.timer());
    },
    'timer.get': () => done(recorder.timer()),
    'memo.recent': ({ contractId }) =>
      contracts.get(contractId) === null
        ? failed('not-found', `contract ${contractId}`)
        : done(slices.recentMemos(contractId, RECENT_MEMOS)),
    'mini.toggle': () => {
      deps.windows.toggleMini();
      return done(undefined);
    },
    'window.open': () => {
      deps.windows.openMain();
      return done(undefined);
    },
    'idle.answer': async ({ id, answer }) => {
      if (deps.idles.idle(id) === null) return failed('not-found', `idle question ${id}`);
      await recorder.answerIdle(id, answer);
      return done(recorder.timer());
    },

    'diary.day': ({ from, to, weekOf = from }) =>
      to <= from || to - from > MAX_DAYS * DAY_MS || weekOf < from || weekOf >= to
        ? failed('bad-input', `diary.day: to must be after from, by at most ${MAX_DAYS} days, weekOf between`)
        : done(diary.day(from, to, weekOf)),
    'diary.slice': ({ sliceId }) => {
      const detail = diary.slice(sliceId);
      return detail === null
        ? failed('not-found', `slice ${sliceId}`)
        : done({ ...detail, sealed: deps.evidence.numberOf(sliceId) });
    },
    'diary.memo': ({ sliceIds, memo }) => giveMemo(deps, sliceIds, memo, now()),

    ...editHandlers(deps.edits, () => deps.idles.pendingIdles()),

    'export.all': async ({ format }) => {
      const exported = await deps.exportTo(format);
      if (exported === null) return done({ outcome: 'cancelled' });
      return exported.outcome === 'saved' ? done(exported) : failed('storage', exported.detail);
    },
  };
  return {
    ...own,
    ...clientsTerms(own, {
      isClients: (id) => deps.sync.isClients(id),
      contract: (id) => contracts.get(id),
    }),
  };
}

type Written = ReturnType<ContractsTable['create']> | ReturnType<ContractsTable['edit']>;

/** All of the slices or none: one unknown, or one in a locked week, refuses them all. */
function giveMemo(
  { slices, recorder, slicesChanged }: HandlerDeps,
  sliceIds: readonly SliceId[],
  memo: string,
  now: number,
): Outcome<undefined> {
  const open = recorder.openSlice();
  const slots: number[] = [];
  const stored: SliceId[] = [];
  for (const id of sliceIds) {
    const row = slices.byId(id);
    const slice = open?.id === id ? open : row;
    if (slice === null) return failed('not-found', `slice ${id}`);
    if (now >= weekLocksAt(slotStart(slice.slot))) return failed('locked-week', `slice ${id}`);
    slots.push(slice.slot);
    if (row !== null) stored.push(id);
  }
  if (stored.length > 0) {
    const saved = slices.setMemo(stored, memo);
    if (saved.outcome === 'missing') return failed('not-found', 'a slice');
    if (saved.outcome === 'failed') return failed('storage', saved.detail);
  }
  // The open slice and those not yet written are in the recorder's memory, and would write the old memo back.
  recorder.memoAmended(sliceIds, memo);
  slicesChanged(slots);
  return done(undefined);
}
