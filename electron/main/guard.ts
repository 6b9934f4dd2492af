/**
 * What pages may not do, set once for the whole app: leave our origin, open windows, ask for permissions, embed
 * web views, reach the network. The windows' own preferences (`window.ts`) are the other half.
 */
import { app, type Session } from 'electron';
import { mayLoad } from './served';

export function guardContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
  });
}

/** `allowDevTools`: the developer tools load their own pages; only where the app is not packaged. */
export function guardSession(session: Session, allowDevTools: boolean): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, decide) => {
    decide({ cancel: !mayLoad(details.url, allowDevTools) });
  });
}
