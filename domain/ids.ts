/** Identifiers: UUID strings, branded so that one kind is never passed where another is meant. */
import { z } from 'zod';

export const ContractIdSchema = z.uuid().brand<'ContractId'>();
export const SliceIdSchema = z.uuid().brand<'SliceId'>();
export const PictureIdSchema = z.uuid().brand<'PictureId'>();
export const IdleIdSchema = z.uuid().brand<'IdleId'>();
export const ImportIdSchema = z.uuid().brand<'ImportId'>();

export type ContractId = z.infer<typeof ContractIdSchema>;
export type SliceId = z.infer<typeof SliceIdSchema>;
export type PictureId = z.infer<typeof PictureIdSchema>;
export type IdleId = z.infer<typeof IdleIdSchema>;
export type ImportId = z.infer<typeof ImportIdSchema>;

/** Makes a new random UUID, lower case. The real one is `crypto.randomUUID`. */
export type NewId = () => string;
