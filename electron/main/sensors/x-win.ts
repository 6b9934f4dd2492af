/** The front window through `@miniben90/x-win` (Windows, and macOS after active-win). Native: only in the input child. */
import type { FrontWindow } from '../../../domain/sample';
import type { Answer, Backend } from './chain';

export class XWin implements Backend<FrontWindow | null> {
  readonly name = 'x-win';

  async ask(): Promise<Answer<FrontWindow | null>> {
    const { activeWindowAsync } = await import('@miniben90/x-win');
    const { title, info } = await activeWindowAsync();
    const app = info.name || info.execName;
    // Without a window in front the package answers with empty fields.
    if (!app && !title) return { outcome: 'answered', value: null };
    return { outcome: 'answered', value: { app, title: title || null } };
  }
}
