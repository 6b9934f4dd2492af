import { safeStorage } from 'electron';
import type { KeyStore } from './vault';

/** The system's key store. On Linux without one, Electron offers a key that everyone knows: that is none. */
export const systemKeyStore: KeyStore = {
  available: () =>
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'),
  encrypt: (text: string) => safeStorage.encryptString(text),
  decrypt: (bytes: Buffer) => safeStorage.decryptString(bytes),
};
