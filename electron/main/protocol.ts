/** Connects `app://minutier/` to what answers it (`served.ts`). */
import { protocol, type Session } from 'electron';
import { answer, SCHEME, type Served } from './served';

/** Must run before the app is ready. `codeCache`: the second start need not compile the page's scripts again. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

export function serveScheme(session: Session, served: Served): void {
  session.protocol.handle(SCHEME, (request) => answer(served, request.method, request.url));
}
