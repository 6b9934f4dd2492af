/**
 * Imported before everything else: making a schema, zod would try whether code may be compiled here. The page's policy
 * forbids it, and a browser would report the attempt as if somebody had tried to break out. In a file of its own in the
 * built page (scripts/lib/client.mjs), because it must run before the file that has the schemas; so it does not import zod,
 * and writes where zod's `config` does.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
