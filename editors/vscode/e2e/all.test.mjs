// All tests of the extension in VS Code, in one process, because they share the code-server and the browser.

import { startAll } from './lib/harness.mjs';

startAll();
await import('./tests/fixing.mjs');
await import('./tests/candidates.mjs');
await import('./tests/diagnostics.mjs');
await import('./tests/documents.mjs');
await import('./tests/status.mjs');
await import('./tests/recovery.mjs');
await import('./tests/windows.mjs');
await import('./tests/activation.mjs');
await import('./tests/leaving.mjs');
