/**
 * Imported before anything that imports zod: making a schema, zod would try whether code may be compiled here. The page's
 * policy forbids it, and a browser would report the attempt as if somebody had tried to break out.
 */
import { config } from 'zod';

config({ jitless: true });
