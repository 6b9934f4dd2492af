/** A bare Electron that prints what it is sent, by the product's own printing. Not a fork but an app: see `openPrinter`. */
import { app, session } from 'electron';
import { z } from 'zod';
import { createPrintPages } from '../../../electron/main/print';
import { registerScheme, serveScheme } from '../../../electron/main/protocol';

const JobSchema = z.object({ id: z.int(), html: z.string(), footer: z.string() });

registerScheme();
const pages = createPrintPages();
app.on('window-all-closed', () => {});

process.on('message', (raw) => {
  const { id, html, footer } = JobSchema.parse(raw);
  const signal = new AbortController().signal;
  pages.print(html, `page-${id}`, signal, { footer }).then(
    (pdf) => process.send?.({ id, pdf }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});

void app.whenReady().then(() => {
  serveScheme(session.defaultSession, { root: '/', picture: async () => null, page: pages.page });
  process.send?.({ ready: true });
});
