/**
 * Puts the house together: the only file that makes real adapters and the only one that reads `Date.now` and
 * `process.env`. Promises: what the first window needs is made at once; what can wait (the key store, the tray,
 * the shortcut) is begun by `begin`.
 */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { homedir, uptime } from 'node:os';
import { join } from 'node:path';
import { app, globalShortcut, nativeTheme, powerMonitor, shell } from 'electron';
import { withHours } from '../../domain/hours';
import { type ContractId, PictureIdSchema } from '../../domain/ids';
import type { Reply } from '../contract';
import { EXTENSION, WORK_FACTOR } from './backup/format';
import { createBackups, sweepScratch } from './backup/make';
import { placeRestored } from './backup/place';
import { createRestores } from './backup/restore';
import { type Blocked, blockedMessage } from './blocked';
import { captureNoticePage } from './capture-notice';
import { machineClock } from './clock';
import { composeEvidence } from './compose-evidence';
import { composeSync } from './compose-sync';
import { createContractEraser } from './contract-eraser';
import { faultOf } from './db/faults';
import { MIGRATIONS } from './db/migrations';
import { type OpenOutcome, openDatabase } from './db/open';
import { deferredPictures, type OpenedPictures } from './deferred-pictures';
import { createDiary } from './diary';
import { dispatch } from './dispatch';
import { Edits } from './edits';
import { exportTo } from './export-dialog';
import { createHandlers } from './handlers';
import { Imports } from './imports';
import { createJobs } from './jobs';
import { systemKeyStore } from './key-store';
import { workDays } from './local-days';
import { createLog, type Log } from './log';
import { HIDDEN_SWITCH, type LoginItem, linuxLoginItem, systemLoginItem } from './login-item';
import type { Message } from './message-page';
import { createNotices } from './notices';
import { tellAfterOpening, tellLimits, tellRestored, tellSealing } from './opening';
import { createPairLinks } from './pair-links';
import { createPictureEdits } from './picture-edits';
import { createPictureEraser, type PictureEraser } from './picture-eraser';
import { createPictureNotice } from './picture-notice';
import { EncryptedPictures } from './pictures';
import type { Notifier, StorageFault } from './ports';
import { watchPower } from './power';
import { createPrintPages, type PrintPages } from './print';
import { createPrivacyRules } from './privacy';
import { createProtection } from './protection';
import { createRecorder } from './recorder';
import { createRetention } from './retention';
import { askFile, askPath, savePdf, writeText } from './save-file';
import { createSensors } from './sensors';
import { electronPieces } from './sensors/electron-deps';
import { childRedactor } from './sensors/redactor';
import { createSettings } from './settings';
import { createTimerShortcut } from './shortcut';
import { createTexts, type Texts } from './texts';
import { toggleTimer } from './timer-toggle';
import { createWeekReader } from './timesheet';
import { saveTimesheet } from './timesheet-save';
import { type MasterKeys, openVault, type Protection, writeVault } from './vault';
import { createViews } from './views';
import { type MainWindow, preloadPath } from './window';
import { windowMemory } from './window-memory';

export interface Place {
  /** The folder of the built main process. */
  main: string;
  /** The profile folder. */
  data: string;
  resources: string;
  devTools: boolean;
  quit(): void;
}

/** The running app, as `index.ts` sees it. */
export interface House {
  /** Answers one command of a window (`dispatch.ts`). */
  answer(name: unknown, input: unknown): Promise<Reply>;
  readPicture(name: string, what: 'full' | 'thumb'): Promise<Uint8Array | null>;
  /** Pages that are being printed. */
  printPage: PrintPages['page'];
  /** Closes what a crash left open; takes a few milliseconds. */
  recover(): void;
  /** Everything that the first page does not wait for. */
  begin(): Promise<void>;
  end(): Promise<void>;
  /** What the app was started or called with: a link in it leads to a question in the window. */
  opened(words: readonly string[]): void;
  /** Into the log. */
  warn(message: string): void;
  failed(where: string, error: unknown): void;
}

export type Composed = { outcome: 'ready'; house: House } | { outcome: 'blocked'; message: Message };

const clock = machineClock({ wall: () => Date.now(), mono: () => performance.now(), uptime });
const now = () => clock.read().wall;
const newId = () => randomUUID();
/** 48 random bits are far finer than a millisecond of a slot. */
const random = { uniform: () => randomInt(2 ** 48 - 1) / (2 ** 48 - 1) };

export function compose(place: Place, window: MainWindow): Composed {
  const log = createLog(join(place.data, 'logs'), newId);
  process.on('uncaughtException', (error) => log.error('uncaught', error));
  process.on('unhandledRejection', (error) => log.error('unhandled', error));
  log.info(`Minutier ${app.getVersion()} on ${process.platform}`);

  const system = { preferred: app.getPreferredSystemLanguages(), region: app.getSystemLocale() };
  const unplaced = placeRestoredProfile(place.data, log);
  if (unplaced !== null) {
    return { outcome: 'blocked', message: blockedMessage(unplaced, createTexts(system, 'system')) };
  }
  const opened = openDatabase({
    folder: place.data,
    now,
    onBrokenRow: ({ table, id }) => log.warn(`a row of ${table} cannot be read: ${id}`),
  });
  switch (opened.outcome) {
    case 'newer':
    case 'unwritable':
      log.warn(`the database is ${opened.outcome}`);
      return { outcome: 'blocked', message: blockedMessage(opened, createTexts(system, 'system')) };
    case 'opened':
    case 'corrupt':
      return { outcome: 'ready', house: build(place, window, opened, createTexts(system, 'system'), log) };
  }
}

/** Null where the profile can be opened. */
function placeRestoredProfile(folder: string, log: Log): Blocked | null {
  try {
    if (placeRestored(folder)) log.info('a restored profile was put in place');
    return null;
  } catch (error) {
    const fault = faultOf(error, folder);
    if (fault === null) throw error;
    log.warn(`a restored profile is not in place yet: ${fault.detail}`);
    return { outcome: 'unwritable', path: folder, ...fault };
  }
}

type Usable = Extract<OpenOutcome, { outcome: 'opened' | 'corrupt' }>;

function build(place: Place, window: MainWindow, opened: Usable, texts: Texts, log: Log): House {
  const { database } = opened;
  let protection: Protection = 'file';
  let ended = false;
  const notices = createNotices({
    table: database.notices,
    now,
    changed: (list) => views.notices(list),
    show: (notice) => views.notify(notice),
  });
  const settings = createSettings(database.settings, (current, before) => {
    if (current.language !== before.language) texts.use(current.language);
    if (current.theme !== before.theme) nativeTheme.themeSource = current.theme;
    if (current.openAtLogin !== before.openAtLogin) setLoginItem(current.openAtLogin, log);
    if (current.shortcut !== before.shortcut) useShortcut();
    privacy.forget();
    views.settings(current);
  });
  const privacy = createPrivacyRules({
    settings: () => settings.get(),
    contracts: () => database.contracts.list(),
  });
  texts.use(settings.get().language);
  nativeTheme.themeSource = settings.get().theme;
  window.repaint();

  const vault = Promise.withResolvers<OpenedPictures>();
  const pictures = deferredPictures(database.pictures, vault.promise);
  const keys = Promise.withResolvers<MasterKeys | StorageFault>();
  const eraser = Promise.withResolvers<PictureEraser | StorageFault>();
  const machine = electronPieces(place.main, process.platform);
  const after = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
  const sensors = createSensors({
    platform: process.platform,
    session: {
      type: process.env.XDG_SESSION_TYPE,
      waylandDisplay: process.env.WAYLAND_DISPLAY,
      display: process.env.DISPLAY,
    },
    clock,
    log,
    electron: machine,
  });
  const pictureNotice = createPictureNotice({
    settings: () => settings.get(),
    picture: (id) => database.pictures.get(id),
    slotOf: (id) => database.slices.byId(id)?.slot ?? null,
    window: {
      open: () => views.previewWindow.open(),
      setHidden: (hidden) => views.previewWindow.setHidden(hidden),
      close: () => views.previewWindow.close(),
    },
    isLookedAt: () => views.isLookedAt(),
    changed: (preview) => views.preview(preview),
    beep: () => shell.beep(),
    notify: (silent, clicked) => views.pictureTaken(silent, clicked),
    openMain: () => views.showWanted(),
    now,
    after,
  });
  const recorder = createRecorder({
    store: database.recorder,
    pictures: pictureNotice.announcing(pictures),
    sensors: { ...sensors, picture: pictureNotice.unseenBy(sensors.picture) },
    clock,
    random,
    dayRandom(id, slot) {
      const ordered = sync.desk.dayRandom(id, slot);
      return ordered === undefined ? evidence.dayRandom(id, slot) : ordered;
    },
    newId,
    notifier: notices,
    events: {
      timer: (timer) => {
        views.timer(timer);
        // Some limits show only once sensors were tried.
        if (timer.mode === 'tracking') tellLimits(sensors.limits(), notices);
        sync.desk.worked();
      },
      diary: (slots) => views.diary(slots),
      idle: (question) => views.idle(question),
    },
    every: (ms, tick) => {
      const timer = setInterval(tick, ms);
      return () => clearInterval(timer);
    },
    after,
    privacy,
    dayStart: (at) => new Date(at).setHours(0, 0, 0, 0),
    log: log.warn,
  });

  const views = createViews(
    {
      window,
      preload: preloadPath(place.main),
      resources: place.resources,
      texts,
      devTools: place.devTools,
      actions: {
        start: (contractId) => act('tray', recorder.start(contractId, '')),
        stop: () => act('tray', recorder.stop()),
        resume: () => act('tray', recorder.resume()),
        quit: place.quit,
      },
      miniMemory: windowMemory(place.data, 'mini'),
      previewClosed: () => pictureNotice.close(),
    },
    database.contracts.list(),
  );

  const shortcut = createTimerShortcut(globalShortcut, () =>
    act(
      'shortcut',
      toggleTimer({
        recorder,
        contracts: () => database.contracts.list(),
        cellsBetween: (from, to) => database.slices.cellsBetween(from, to),
        now,
        openWindow: window.open,
      }),
    ),
  );

  function useShortcut(): void {
    const wanted = settings.get().shortcut;
    notices.withdraw('shortcut-taken');
    if (!shortcut.use(wanted)) {
      notices.tell({
        id: 'shortcut-taken',
        key: 'shortcut-taken',
        level: 'warning',
        values: { shortcut: wanted },
      });
    }
  }

  function act(where: string, work: Promise<void>): void {
    work.catch((error: unknown) => log.error(where, error));
  }

  function contractChanged(id: ContractId): void {
    privacy.forget();
    recorder.contractChanged(id);
    views.contracts(database.contracts.list());
  }

  const printPages = createPrintPages();
  const jobs = createJobs({
    newId,
    mono: () => performance.now(),
    after,
    changed: (list) => views.jobs(list),
  });

  const pictureEdits = createPictureEdits({
    rows: database.pictureEdits,
    picture: (id) => database.pictures.get(id),
    slotOf: (id) => database.slices.byId(id)?.slot ?? null,
    read: pictures.read,
    eraser: eraser.promise,
    redactor: childRedactor(machine.fork),
    now,
    after,
    changed: (slots) => views.diary(slots),
    log: log.warn,
  });

  const retention = createRetention({
    contracts: () => database.contracts.list(),
    rows: database.retention,
    eraser: eraser.promise,
    jobs,
    notifier: notices,
    now,
    every: (ms, work) => void setInterval(work, ms).unref(),
    changed: (slots) => views.diary(slots),
    log: log.warn,
  });

  const edits = new Edits({
    slices: database.slices,
    trash: database.trash,
    store: database.recorder,
    eraser: eraser.promise,
    recorder,
    contract: (id) => database.contracts.get(id),
    now,
    newId,
    slicesChanged: (slots) => views.diary(slots),
    after: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    log: log.warn,
  });

  const imports = new Imports({
    table: database.imports,
    slices: database.slices,
    contracts: () => database.contracts.list(),
    recorder,
    jobs,
    askFile: () => askFile('dialog.import.title', 'dialog.import.kind', 'csv', texts),
    reason: (source, file, placed) =>
      texts.t(placed ? 'import.reasonPlaced' : 'import.reason', {
        source: texts.t(`import.source.${source}`),
        file,
      }),
    localZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    // Alone among the machine's settings, the locale of the United States has the month first.
    usualOrder: () => (texts.locale() === 'en-US' ? 'mdy' : 'dmy'),
    newId,
    now,
    slicesChanged: (slots) => views.diary(slots),
    forget: () => void database.trash.forget(),
  });

  const evidence = composeEvidence({
    folder: place.data,
    main: place.main,
    database,
    recorder,
    clock,
    newId,
    fork: machine.fork,
    keys: keys.promise,
    printPages,
    jobs,
    texts,
    appVersion: app.getVersion(),
    changed: () => {
      views.evidence();
      sync.desk.grew();
    },
    beforeExport: () => sync.desk.settled(),
    isLinked: () => sync.desk.isLinked(),
    sealing: (isPossible) => tellSealing(isPossible, notices),
    log,
  });

  const pairLinks = createPairLinks(() => views.showLink());
  const sync = composeSync({
    folder: place.data,
    database,
    evidence,
    pictures,
    notices,
    now,
    newId,
    working: () => {
      const { mode, contractId } = recorder.timer();
      return mode === 'tracking' ? contractId : null;
    },
    contracts: () => database.contracts.list(),
    contractChanged,
    changed: (state) => views.sync(state),
    told: (id, what) => views.syncTold(id, what),
    log,
  });

  const handlers = createHandlers({
    evidence: evidence.desk,
    sync: sync.desk,
    pairLinks,
    edits,
    imports,
    pictureEdits,
    pictureNotice,
    clock,
    newId,
    recorder,
    contracts: database.contracts,
    slices: database.slices,
    idles: database.recorder,
    diary: createDiary({
      source: {
        cellsBetween: (from, to) => database.slices.cellsBetween(from, to),
        syntheticBetween: (from, to) => database.slices.syntheticBetween(from, to),
        tombstones: (from, to) => database.trash.tombstones(from, to),
        byId: (id) => database.slices.byId(id),
        contracts: () => database.contracts.list(),
      },
      pictures,
      openSlice: () => recorder.openSlice(),
      now,
    }),
    protection: createProtection({
      slicesBetween: (from, to) => database.slices.between(from, to),
      contracts: () => database.contracts.list(),
      pictures,
      openSlice: () => recorder.openSlice(),
      weekOverMs: () => recorder.timer().week.overMs,
      now,
      days: (from, to) => workDays(settings.get().zone, from, to),
    }),
    settings,
    notices,
    jobs,
    texts,
    windows: views,
    isDark: () => nativeTheme.shouldUseDarkColors,
    diagnostics: () => ({
      appVersion: app.getVersion(),
      platform: `${process.platform} ${process.arch}`,
      session: process.env.XDG_SESSION_TYPE ?? '',
      dataFolder: place.data,
      databaseBytes: database.bytes(),
      pictureCount: database.pictures.count(),
      keyStore: protection,
      backends: {
        input: sensors.input.name(),
        window: sensors.window.name(),
        idle: sensors.idle.name(),
        picture: sensors.picture.name(),
      },
      limits: sensors.limits(),
    }),
    openFolder: () =>
      act(
        'folder',
        shell.openPath(place.data).then(() => undefined),
      ),
    contractChanged,
    slicesChanged: (slots) => views.diary(slots),
    week: createWeekReader({
      figures: database.figures,
      contracts: () => database.contracts.list(),
      openSlice: () => recorder.openSlice(),
    }),
    search: database.search,
    eraseContract: createContractEraser({
      rows: database.erasure,
      eraser: eraser.promise,
      recorder,
      jobs,
      askPath: () => askPath('dialog.erasure.title', 'minutier-erased', 'json', texts),
      write: writeText,
      removeCopies: async () => database.removeCopies(),
      now,
      appVersion: app.getVersion(),
    }),
    backup: {
      make: createBackups({
        folder: place.data,
        fork: machine.fork,
        keys: keys.promise,
        askPath: () => {
          const day = new Date(now()).toISOString().slice(0, 10);
          return askPath('dialog.backup.title', `minutier-${day}`, EXTENSION, texts);
        },
        workFactor: WORK_FACTOR,
        jobs,
        newId,
        now,
        appVersion: app.getVersion(),
        log: log.warn,
      }),
      restores: createRestores({
        folder: place.data,
        fork: machine.fork,
        known: MIGRATIONS.at(-1)?.number ?? 0,
        askFile: () => askFile('dialog.restore.title', 'dialog.restore.kind', EXTENSION, texts),
        recorder,
        present: () => ({
          contracts: database.contracts.list().length,
          slices: database.slices.count(),
          pictures: database.pictures.count(),
        }),
        writeVault: (folder, opened) => writeVault(folder, opened, systemKeyStore),
        jobs,
        newId,
        now,
        restart: () => restart(place.quit),
        log: log.warn,
      }),
    },
    saveNotice: (contract) =>
      savePdf('dialog.notice.title', `minutier-${contract.client}`, texts, jobs, (job) => {
        const facts = { contract, excludedOverall: settings.get().excluded.length, at: now() };
        return printPages.print(captureNoticePage(facts, texts), newId(), job.signal);
      }),
    saveTimesheet: (format, document) =>
      saveTimesheet(
        format,
        { ...document, appVersion: app.getVersion(), at: now() },
        {
          texts: { ...texts, locale: () => withHours(texts.locale(), settings.get().hours) },
          jobs,
          print: (html, signal) => printPages.print(html, newId(), signal),
        },
      ),
    exportTo: (format) =>
      exportTo(
        format,
        texts,
        {
          contracts: () => database.contracts.list(),
          idleQuestions: () => database.idles.all(),
          tombstones: () => database.trash.tombstones(0, Number.MAX_SAFE_INTEGER),
          imports: () => database.imports.list(),
          count: () => database.slices.count(),
          all: () => database.slices.all(),
          pictures,
        },
        { at: now(), newId },
        jobs,
      ),
  });

  return {
    answer: (name, input) => dispatch(handlers, log.error, name, input),
    async readPicture(name, what) {
      const id = PictureIdSchema.safeParse(name);
      return id.success ? pictures.read(id.data, what) : null;
    },
    opened: (words) => void pairLinks.opened(words),
    warn: log.warn,
    failed: (where, error) => void log.error(where, error),
    printPage: printPages.page,
    recover() {
      tellAfterOpening(opened, notices);
      tellRestored(place.data, database.settings, notices);
      act('scratch', sweepScratch(place.data));
      // What is asynchronous in it waits for the vault, to sweep pictures.
      act('recorder', recorder.begin());
      act('edits', edits.begin());
    },
    async begin() {
      if (ended) return;
      views.begin(recorder.timer());
      useShortcut();
      tellLimits(sensors.limits(), notices);
      nativeTheme.on('updated', () => views.settings(settings.get()));
      watchPower(
        powerMonitor,
        () => recorder.suspended(),
        () => recorder.resumed(),
      );
      const outcome = await openPictures(place, opened, log, notices);
      // The app may have been asked to quit meanwhile; the database is closed then.
      if (ended) return;
      protection = outcome.protection;
      if (protection === 'file') {
        notices.tell({ id: 'keystore-missing', key: 'keystore-missing', level: 'warning', values: {} });
      } else notices.withdraw('keystore-missing');
      keys.resolve(outcome.keys);
      eraser.resolve(outcome.eraser);
      vault.resolve(outcome.pictures);
      act('pictures', pictureEdits.begin());
      act('retention', retention.begin());
      act(
        'evidence',
        evidence.begin().then(() => sync.begin()),
      );
    },
    async end() {
      // They are told to end first, and waited for last: both in the time that the recorder takes anyway.
      const jobsEnded = jobs.end();
      await recorder.end();
      ended = true;
      sync.end();
      evidence.end();
      globalShortcut.unregisterAll();
      await jobsEnded;
      database.close();
    },
  };
}

async function openPictures(
  place: Place,
  { database }: Usable,
  log: Log,
  notices: Pick<Notifier, 'tell'>,
): Promise<{
  pictures: OpenedPictures;
  keys: MasterKeys | StorageFault;
  eraser: PictureEraser | StorageFault;
  protection: Protection;
}> {
  const folder = place.data;
  const vault = await openVault({ folder, keyStore: systemKeyStore, randomBytes, now });
  if (vault.outcome === 'opened' && vault.setAside !== null) {
    const { path } = vault.setAside;
    log.warn(`the vault could not be opened and was kept as ${path}`);
    notices.tell({ id: 'vault-set-aside', key: `vault-set-aside:${path}`, level: 'error', values: { path } });
  }
  if (vault.outcome === 'failed') return { pictures: vault, keys: vault, eraser: vault, protection: 'file' };
  const { keys, protection } = vault;
  const { pictures: rows, blobs } = database;
  // Where the database was ever rebuilt, the rows of some pictures may only be in the damaged one: nothing is swept.
  const keepOrphans = database.damaged !== null;
  const store = new EncryptedPictures({ folder, rows, blobs, keys, randomBytes, keepOrphans });
  const eraser = createPictureEraser(store, database.pictureEdits, folder);
  return { pictures: { outcome: 'opened', store }, keys, eraser, protection };
}

/** Ends the app as its menu does and starts it again, with a window. */
function restart(quit: () => void): void {
  const args = process.argv.slice(1).filter((arg) => arg !== `--${HIDDEN_SWITCH}`);
  // An AppImage runs from a mount that is gone after it ends.
  const program = process.env.APPIMAGE;
  app.relaunch(program === undefined ? { args } : { args, execPath: program });
  quit();
}

function setLoginItem(open: boolean, log: Log): void {
  try {
    loginItem().set(open);
  } catch (error) {
    log.error('login item', error);
  }
}

function loginItem(): LoginItem {
  if (process.platform !== 'linux') return systemLoginItem(app);
  const configHome = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
  // An AppImage runs from a mount that is gone after it ends; its own file is named in the environment.
  const program = process.env.APPIMAGE ?? process.execPath;
  return linuxLoginItem(configHome, app.isPackaged ? [program] : [program, app.getAppPath()]);
}
