/**
 * A page of ours as a PDF: A4, numbered pages, selectable text. It is drawn in a window that is never shown, without
 * preload, scripts or network, and destroyed afterwards, whatever happens.
 */
import { BrowserWindow } from 'electron';
import { unlessAborted } from './jobs';
import { ORIGIN } from './served';

/** Pages that wait to be printed, by the path under which they are served. */
export interface PrintPages {
  page(pathname: string): string | null;
  /**
   * The PDF's bytes. `name` is a random word for the page's address. Rejects with the signal's reason where it is aborted.
   * A `report` has bookmarks from its headings, is tagged for screen readers, and has the given HTML at each foot.
   */
  print(html: string, name: string, signal: AbortSignal, report?: { footer: string }): Promise<Uint8Array>;
}

export function createPrintPages(): PrintPages {
  const pages = new Map<string, string>();
  return {
    page: (pathname) => pages.get(pathname) ?? null,
    async print(html, name, signal, report) {
      const path = `/print/${name}`;
      pages.set(path, html);
      const window = new BrowserWindow({
        show: false,
        webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
      });
      try {
        await unlessAborted(signal, window.loadURL(ORIGIN + path));
        const printed = window.webContents.printToPDF({
          pageSize: 'A4',
          printBackground: true,
          displayHeaderFooter: true,
          headerTemplate: '<span></span>',
          footerTemplate: report?.footer ?? FOOTER,
          generateDocumentOutline: report !== undefined,
          generateTaggedPDF: report !== undefined,
          margins: { top: 0.6, bottom: 0.7, left: 0.6, right: 0.6 },
        });
        return await unlessAborted(signal, printed);
      } finally {
        window.destroy();
        pages.delete(path);
      }
    },
  };
}

const FOOTER =
  '<div style="width:100%;font-size:8px;text-align:center;color:#545b62;font-family:sans-serif"><span class="pageNumber"></span> / <span class="totalPages"></span></div>';
