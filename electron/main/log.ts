/**
 * The app's log: `DIR/logs/main.log`, at most 1 MB and one older file. It tells what the program did, never what
 * the person did: no titles, no memos, no keys. Errors are logged by name and place, under a number that the
 * window may show.
 */
import { join } from 'node:path';
import log from 'electron-log/node.js';

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  /** Logs an unexpected error; returns its number, eight hex digits. */
  error(where: string, error: unknown): string;
}

const MAX_BYTES = 1_000_000;

export function createLog(folder: string, newId: () => string): Log {
  const logger = log.create({ logId: 'main' });
  logger.transports.file.resolvePathFn = () => join(folder, 'main.log');
  logger.transports.file.maxSize = MAX_BYTES;
  logger.transports.file.level = 'info';
  logger.transports.console.level = 'warn';
  return {
    info: (message) => logger.info(message),
    warn: (message) => logger.warn(message),
    error(where, error) {
      const number = newId().slice(0, 8);
      logger.error(`[${number}] ${where}: ${traceOf(error)}`);
      return number;
    },
  };
}

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : `a ${typeof error} was thrown`;
}
