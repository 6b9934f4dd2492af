/** Every case there is, by name. */
import type { Case } from './base';
import { CHAIN } from './chain';
import { CONTAINER, SOURCES } from './container';
import { HEADS, SEEN } from './heads';
import { HONEST } from './honest';
import { SEGMENTS } from './segments';
import { TOLD } from './told';

/** Those that are frozen as vectors: a file under the one trust file of all. */
export const FROZEN: readonly Case[] = [...HONEST, ...CONTAINER, ...CHAIN, ...HEADS, ...SEGMENTS, ...TOLD];
export const ALL: readonly Case[] = [...FROZEN, ...SOURCES, ...SEEN];
