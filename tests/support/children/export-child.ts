/** The export child in a plain fork. */
import { openProfileSource } from '../../../electron/main/export-evidence/open-profile';
import { printedReport } from '../../../electron/main/export-evidence/printed-report';
import { serveExport } from '../../../electron/main/export-evidence/serve';
import { nodeCrypto } from '../../../verifier/node/node-crypto';

serveExport({
  port: {
    post: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
  },
  crypto: nodeCrypto(),
  pdf: printedReport,
  open: openProfileSource,
  mono: () => performance.now(),
  exit: () => process.exit(0),
});
