/** Builds the three processes: main (ESM, with the picture child), preload (CommonJS, sandboxed), renderer. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

export default defineConfig({
  main: {
    build: {
      // Pure JavaScript that every start needs: built in, it loads in half the time.
      externalizeDeps: { exclude: ['zod', 'electron-log'] },
      rollupOptions: {
        input: {
          index: 'electron/main/index.ts',
          'picture-child': 'electron/main/sensors/picture-child.ts',
          'input-child': 'electron/main/sensors/input-child.ts',
          'backup-child': 'electron/main/backup/backup-child.ts',
          'export-child': 'electron/main/export-evidence/export-child.ts',
        },
      },
    },
  },
  preload: {
    build: {
      rollupOptions: {
        input: 'electron/preload/index.ts',
        output: { format: 'cjs', entryFileNames: 'index.cjs' },
      },
    },
  },
  renderer: {
    root: 'src/desktop',
    plugins: [react()],
    build: {
      // The page is parsed at every opening of the window: half the bytes, a tenth of a second.
      minify: true,
      // The dictionaries by which a passphrase is judged, read with the one dialog that needs them.
      chunkSizeWarningLimit: 2_500,
      rollupOptions: {
        input: {
          index: 'src/desktop/index.html',
          idle: 'src/desktop/idle.html',
          mini: 'src/desktop/mini.html',
          preview: 'src/desktop/preview.html',
        },
      },
    },
  },
});
