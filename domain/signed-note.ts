/**
 * Signed notes (C2SP signed-note) with Ed25519 keys: a text, an empty line, and a line for each signature. Whoever reads
 * one gets the text only together with the names of the keys that signed it. SPEC: LG.
 */
import { concatBytes, fromBase64, isWhole, toBase64, toHex, toUtf8 } from './bytes';
import { mayVerify, PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from './keys';
import type { Sha256 } from './merkle';

/** Of Ed25519 keys, in the key's id and in the written key. */
const ED25519 = Uint8Array.of(1);
const ID_BYTES = 4;
/** More signatures than anybody has reason to add. */
const MAX_SIGNATURES = 100;

export interface NoteKey {
  /** Neither empty nor with spaces or a plus. */
  name: string;
  publicKey: Uint8Array;
}

export interface NoteSignature {
  name: string;
  /** 4 bytes. */
  id: Uint8Array;
  /** 64 bytes. */
  signature: Uint8Array;
}

export interface Note {
  /** With the line feed at its end: the bytes that are signed, in UTF-8. */
  text: string;
  signatures: NoteSignature[];
}

export function isKeyName(name: string): boolean {
  return name !== '' && !/[\s+]/u.test(name);
}

export function keyId({ name, publicKey }: NoteKey, sha256: Sha256): Uint8Array {
  return sha256(concatBytes(toUtf8(`${name}\n`), ED25519, publicKey)).slice(0, ID_BYTES);
}

/** `name+id+key`, as keys of notes are handed on. */
export function writeKey(key: NoteKey, sha256: Sha256): string {
  const written = toBase64(concatBytes(ED25519, key.publicKey));
  return `${key.name}+${toHex(keyId(key, sha256))}+${written}`;
}

/** Null for anything that `writeKey` would not write. */
export function readKey(text: string, sha256: Sha256): NoteKey | null {
  const [name = '', , ...rest] = text.split('+');
  // The key's own base64 may have a plus in it.
  const bytes = fromBase64(rest.join('+'));
  if (!isKeyName(name) || bytes?.length !== 1 + PUBLIC_KEY_BYTES || bytes[0] !== ED25519[0]) return null;
  const key = { name, publicKey: bytes.slice(1) };
  return writeKey(key, sha256) === text ? key : null;
}

/** `text` ends with a line feed and has no control characters but line feeds. */
export function writeNote(
  text: string,
  signatures: readonly { key: NoteKey; signature: Uint8Array }[],
  sha256: Sha256,
): string {
  if (!isNoteText(text)) throw new Error('not the text of a note');
  const lines = signatures.map(({ key, signature }) => {
    const bytes = concatBytes(keyId(key, sha256), signature);
    return `— ${key.name} ${toBase64(bytes)}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/** Null where the form is not exactly that of a note. Nothing of the text is to be believed before it is verified. */
export function readNote(note: string): Note | null {
  // The text may have empty lines of its own; the signatures come after the last.
  const cut = note.lastIndexOf('\n\n');
  if (cut < 0 || !note.endsWith('\n')) return null;
  const text = note.slice(0, cut + 1);
  const lines = note.slice(cut + 2, -1).split('\n');
  if (!isNoteText(text) || lines.length > MAX_SIGNATURES) return null;
  const signatures = lines.map(readSignature);
  return signatures.every((one) => one !== null) ? { text, signatures } : null;
}

function readSignature(line: string): NoteSignature | null {
  const [dash, name = '', written = '', ...more] = line.split(' ');
  const bytes = fromBase64(written);
  if (dash !== '—' || !isKeyName(name) || more.length > 0) return null;
  if (bytes?.length !== ID_BYTES + SIGNATURE_BYTES) return null;
  return { name, id: bytes.slice(0, ID_BYTES), signature: bytes.slice(ID_BYTES) };
}

/**
 * What is to be verified of a note for these keys: each signature whose name and id are those of a key, with that key.
 * Signatures of others say nothing; one of a known key that does not verify refuses the whole note.
 */
export function ofKnownKeys(
  note: Note,
  keys: readonly NoteKey[],
  sha256: Sha256,
): { key: NoteKey; message: Uint8Array; signature: Uint8Array; refused: boolean }[] {
  const message = toUtf8(note.text);
  return note.signatures.flatMap(({ name, id, signature }) => {
    const key = keys.find((one) => one.name === name && toHex(keyId(one, sha256)) === toHex(id));
    return key ? [{ key, message, signature, refused: !mayVerify(key.publicKey, signature) }] : [];
  });
}

function isNoteText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a note must not have
  return text.endsWith('\n') && !/[\u0000-\u0009\u000b-\u001f]/.test(text) && isWhole(text);
}
