// Makes one tar.gz and one zip of fixed content, for the test that runs it under other zones, umasks and languages.
//   node run.ts DIR
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { createCompressor } from '../../src/adapters/system/index.ts';
import type { ArchiveEntry } from '../../src/formats/archive-entry.ts';
import { tarArchive } from '../../src/formats/tar/write.ts';
import { zipArchive } from '../../src/formats/zip/write.ts';

const file = (path: string, content: string, mode = 0o644): ArchiveEntry => ({
  path,
  mode,
  size: Buffer.byteLength(content),
  bytes: async function* () {
    yield Buffer.from(content);
  },
});

const entries = [
  file('widget/bin/widget', '#!/bin/sh\necho widget\n', 0o755),
  file('widget/README.md', '# Widget\n'.repeat(5000)),
  file('widget/empty', ''),
  file('widget/I/ı/İ and i.txt', 'letters that fold differently in Turkish\n'),
  file(`widget/${'deep/'.repeat(30)}${'n'.repeat(110)}.txt`, 'a path that needs a PAX record\n'),
  file('widget/größe.txt', 'not ASCII\n'),
];
/** In UTC the last second of a winter day; elsewhere the next day, or an hour of summer. */
const options = { epoch: Date.UTC(2026, 2, 28, 23, 59, 59) / 1000 };
const compressor = createCompressor();
const out = process.argv[2] ?? '.';
await pipeline(compressor.gzip(tarArchive(entries, options)), createWriteStream(join(out, 'widget.tar.gz')));
await pipeline(zipArchive(entries, { ...options, compressor }), createWriteStream(join(out, 'widget.zip')));
