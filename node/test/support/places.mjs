// Where the repository is: these tests run from a folder into which the package was installed.

import { fileURLToPath } from 'node:url';

/** The repository's own files, which the tests compare with. */
export const REPOSITORY = process.env.BEARWARD_REPOSITORY ?? fileURLToPath(new URL('../../..', import.meta.url));
export const VECTORS = `${REPOSITORY}/vectors`;
