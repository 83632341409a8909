// How archives end: `.tar.gz` or `.zip`, and `.tgz` where the template has it already.
import type { ArchiveFormat } from '../domain/package-rules.ts';

/** The name with the ending of its format. */
export const archiveName = (name: string, format: ArchiveFormat): string =>
  format === 'tar.gz' && name.endsWith('.tgz') ? name : `${name}.${format}`;
