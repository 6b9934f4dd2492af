/** The whole exporter over a log made for tests: its child's work in this process, over the same messages. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Manifest } from '../../domain/bundle';
import { FIELD_KINDS, kindOfField } from '../../domain/field';
import type { SigningKey } from '../../domain/keys';
import {
  createExporter,
  type EvidenceExported,
  type EvidenceRequest,
  type ExporterDeps,
} from '../../electron/main/exporter';
import type { JobControl } from '../../electron/main/jobs';
import type { SealedSource, Work } from '../../node/bundle/make';
import type { BundleLog } from './bundle-log';
import { checkpointOf, noteOf, originOfThe, WHOLE_WEEK } from './bundles';
import { forkExport } from './fork-export';
import { aJob } from './job';
import { tempFolder } from './temp-folder';

/** What of the log a source still has, in the order in which a bundle tells it. */
function held(log: BundleLog) {
  const place = (name: string) => {
    const kind = kindOfField(name);
    return (kind === null ? -1 : FIELD_KINDS.indexOf(kind)) * 100 + Number(name.split('.')[1] ?? 0);
  };
  return log.held
    .toSorted((a, b) => a.index - b.index || place(a.name) - place(b.name))
    .map(({ index, name, about, text }) => ({ index, name, slot: log.slots.get(about) ?? null, text }));
}

export function sourceOfLog(log: BundleLog): SealedSource {
  /** Of one instant, as a transaction sees it. */
  let seen: { lines: string[]; told: ReturnType<typeof held> } | null = null;
  return {
    begin() {
      seen = { lines: [...log.lines], told: held(log) };
      return seen.lines.length;
    },
    end() {
      seen = null;
    },
    lines: () => seen?.lines ?? log.lines,
    disclosures: () => seen?.told ?? held(log),
    picture: async (sha256) => log.pictures.get(sha256) ?? null,
    hasPicture: (sha256) => log.pictures.has(sha256),
  };
}

/** A PDF that says what it was made from. */
export const plainPdf: Work['pdf'] = async ({ record, verdict }, _source, print) =>
  print({ html: `${record.log} ${verdict} ${record.segments.length}`, footer: '' });

export interface ExportOptions {
  request?: Partial<EvidenceRequest>;
  deps?: Partial<ExporterDeps>;
  source?: SealedSource;
  pdf?: Work['pdf'];
  key?: SigningKey;
  path?: string;
  job?: JobControl;
}

export interface Exported {
  result: EvidenceExported;
  path: string;
  /** The profile. */
  folder: string;
}

export const LANGUAGE: Manifest['language'] = 'en';

export function exporterOf(log: BundleLog, folder: string, options: ExportOptions = {}) {
  const { key = log.opener, source = sourceOfLog(log), pdf = plainPdf } = options;
  return createExporter({
    folder,
    fork: forkExport({ open: () => ({ ...source, close: () => undefined }), pdf }),
    keys: Promise.resolve({ current: Buffer.alloc(32), earlier: [] }),
    logs: {
      logs: (contractId) =>
        contractId === log.contract ? [{ contractId, log: log.log, head: log.head, openedAt: 0 }] : [],
    },
    signer: {
      settle: async () => undefined,
      checkpoint: () => checkpointOf(log, [key]),
      note: (_log, text) => noteOf(originOfThe(log), text, [key]),
    },
    deviceKey: () => key.x,
    print: async ({ html }) => new Uint8Array(Buffer.from(`%PDF-1.4 ${html}`)),
    page: join(folder, 'no-page.html'),
    undoable: () => false,
    after: async () => undefined,
    newId: () => randomUUID(),
    appVersion: '0.1.0',
    log: () => undefined,
    ...options.deps,
  });
}

/** Exports the log as the app would. */
export async function exported(log: BundleLog, options: ExportOptions = {}): Promise<Exported> {
  const folder = tempFolder();
  const path = options.path ?? join(tempFolder(), 'evidence.zip');
  const exporter = exporterOf(log, folder, options);
  const request: EvidenceRequest = {
    contract: log.contract,
    scope: WHOLE_WEEK,
    note: 'To whom it may concern',
    language: LANGUAGE,
    evenUnproven: false,
    ...options.request,
  };
  const result = await exporter.export(request, path, options.job ?? aJob());
  return { result, path, folder };
}
