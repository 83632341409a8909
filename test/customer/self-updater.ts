// The first customer's self-updater, built from its own sources, against the assets of a rehearsal: for Linux it is
// run, its fixed hosts reached through a proxy; for Windows its own function reads the archive.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createProxy, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';

import { type CheckResult, expectEnd, run } from '../interop/kit.ts';

const API = 'api.github.com';
const DOWNLOADS = 'github.com';
const SLUG = 'telekom/k8s-breakglass';
const VERSION = 'github.com/telekom/k8s-breakglass/pkg/version.Version';
const OLD = 'v0.0.1';

export interface Updated {
  /** A git bundle of the customer's repository. */
  readonly bundle: string;
  /** The directory of what a consumer would download. */
  readonly assets: string;
  readonly tag: string;
  /** SHA-256 of the programs that must come out of the archives. */
  readonly golden: { readonly linux: string; readonly windows: string };
}

/** Updates an older `bgctl` to the rehearsed one, and refuses to where a checksum is not the archive's. */
export const selfUpdaterChecks = async (scratch: string, what: Updated): Promise<readonly CheckResult[]> => {
  const source = join(scratch, 'source');
  const cloned = await run('git', ['clone', '--quiet', '--branch', 'main', what.bundle, source]);
  const at = await run('git', ['checkout', '--quiet', what.tag], { cwd: source });
  if (cloned.status !== 0 || at.status !== 0)
    return [{ name: 'the customer’s sources', passed: false, said: `${cloned.said}\n${at.said}` }];
  const go = { ...process.env, CGO_ENABLED: '0', GOENV: 'off', GOTOOLCHAIN: 'go1.26.5', GOWORK: 'off' };
  const older = join(scratch, 'older');
  const flags = `-s -w -X ${VERSION}=${OLD}`;
  const built = await run('go', ['build', '-trimpath', '-ldflags', flags, '-o', older, './cmd/bgctl'], {
    cwd: source,
    env: go,
    timeout: 600_000,
  });
  if (built.status !== 0) return [{ name: 'an older bgctl is built', passed: false, said: built.said }];
  writeFileSync(join(scratch, 'config.yaml'), 'version: v1\n');
  const server = await serve(scratch, what);
  try {
    return [
      ...(await updated(join(scratch, 'installed'), older, what, server)),
      ...(await refused(join(scratch, 'refused'), older, what, server)),
      ...(await unzipped(source, go, what)),
    ];
  } finally {
    server.close();
  }
};

interface Served {
  /** Variables under which the updater finds us in place of its hosts. */
  readonly env: NodeJS.ProcessEnv;
  /** Serves this text in place of an asset. */
  readonly lie: (name: string, text: string) => void;
  readonly close: () => void;
}

const updated = async (
  dir: string,
  older: string,
  { tag, golden }: Updated,
  { env }: Served,
): Promise<readonly CheckResult[]> => {
  const program = place(dir, older);
  const before = await run(program, ['version'], { env });
  const ended = await run(program, ['update', '--version', tag, '--yes'], { env });
  const after = await run(program, ['version'], { env });
  const sha256 = digest(program);
  return [
    expectEnd(`bgctl before the update is ${OLD}`, before, { ok: true, saying: /v0\.0\.1/ }),
    expectEnd('bgctl update checks, downloads and installs the rehearsed archive', ended, {
      ok: true,
      saying: /Updated bgctl to v/,
    }),
    { name: 'what it installed is the golden program', passed: sha256 === golden.linux, said: sha256 },
    expectEnd('what it installed says the released version', after, {
      ok: true,
      saying: new RegExp(tag.replaceAll('.', '\\.')),
    }),
    { name: 'the older one lies beside it', passed: existsSync(`${program}.old`), said: 'there is no .old' },
  ];
};

const refused = async (
  dir: string,
  older: string,
  { tag }: Updated,
  { env, lie }: Served,
): Promise<readonly CheckResult[]> => {
  const program = place(dir, older);
  lie('bgctl_linux_amd64.tar.gz.sha256', `${'0'.repeat(64)}  bgctl_linux_amd64.tar.gz\n`);
  const ended = await run(program, ['update', '--version', tag, '--yes'], { env });
  const same = digest(program) === digest(older);
  return [
    expectEnd('bgctl update refuses an archive whose .sha256 is another', ended, {
      ok: false,
      saying: /checksum mismatch/,
    }),
    { name: 'and leaves the older one in its place', passed: same, said: 'it was replaced' },
  ];
};

/** The rules of the updater for Windows, by its own function: an entry at the root, no separator in its name. */
const unzipped = async (
  source: string,
  env: NodeJS.ProcessEnv,
  { assets, golden }: Updated,
): Promise<readonly CheckResult[]> => {
  writeFileSync(join(source, 'pkg/bgctl/cmd/colophon_test.go'), READS_THE_ZIP);
  const ended = await run('go', ['test', '-count=1', '-v', '-run', '^TestReleasedZip$', './pkg/bgctl/cmd'], {
    cwd: source,
    env: { ...env, RELEASED_ZIP: join(assets, 'bgctl_windows_amd64.zip') },
    timeout: 600_000, // compiles what the package's tests need, once
  });
  const name = 'the updater’s own code takes bgctl.exe out of the zip for Windows';
  return [expectEnd(name, ended, { ok: true, saying: new RegExp(`sha256=${golden.windows}`) })];
};

const READS_THE_ZIP = `package cmd

import (
	"crypto/sha256"
	"fmt"
	"os"
	"testing"
)

func TestReleasedZip(t *testing.T) {
	path, err := extractBinary(os.Getenv("RELEASED_ZIP"), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("sha256=%x\\n", sha256.Sum256(content))
}
`;

const place = (dir: string, older: string): string => {
  mkdirSync(dir, { recursive: true });
  const program = join(dir, 'bgctl');
  copyFileSync(older, program);
  return program;
};

const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** A proxy on loopback that leads every host to one server, which answers as GitHub's release API does. */
const serve = async (scratch: string, { assets, tag }: Updated): Promise<Served> => {
  const tls = await certificate(join(scratch, 'tls'));
  const lies = new Map<string, string>();
  const names = (await run('ls', [assets])).said.split('\n');
  const server = createHttps({ key: tls.key, cert: tls.cert }, (request, response) => {
    const { host, path } = asked(request);
    const name = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
    if (host === API && path === `/repos/${SLUG}/releases/tags/${tag}`) {
      const base = `https://${DOWNLOADS}/${SLUG}/releases/download/${tag}`;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          tag_name: tag,
          assets: names.map((asset) => ({ name: asset, browser_download_url: `${base}/${asset}` })),
        }),
      );
    } else if (
      host === DOWNLOADS &&
      path.startsWith(`/${SLUG}/releases/download/${tag}/`) &&
      names.includes(name)
    ) {
      const lie = lies.get(name);
      if (lie !== undefined) return void response.end(lie);
      response.setHeader('content-length', statSync(join(assets, name)).size);
      createReadStream(join(assets, name)).pipe(response);
    } else response.writeHead(404).end('{"message":"Not Found"}');
  });
  const port = await listening(server);
  const proxy = createProxy();
  proxy.on('connect', (_request, client, head) => {
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  const gate = await listening(proxy);
  const { HTTP_PROXY: _, NO_PROXY: __, no_proxy: ___, https_proxy: ____, ...rest } = process.env;
  return {
    env: {
      ...rest,
      BGCTL_CONFIG: join(scratch, 'config.yaml'),
      HTTPS_PROXY: `http://127.0.0.1:${gate}`,
      SSL_CERT_FILE: tls.authority,
    },
    lie: (name, text) => void lies.set(name, text),
    close: () => {
      proxy.close();
      server.close();
      server.closeAllConnections();
    },
  };
};

const asked = ({ headers, url }: IncomingMessage): { readonly host: string; readonly path: string } => ({
  host: headers.host ?? '',
  path: url ?? '',
});

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

/** A throw-away certificate of both hosts. */
const certificate = async (
  dir: string,
): Promise<{ readonly key: Buffer; readonly cert: Buffer; readonly authority: string }> => {
  mkdirSync(dir);
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const made = await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '1',
    '-subj',
    '/CN=stand-in',
    '-addext',
    `subjectAltName=DNS:${API},DNS:${DOWNLOADS}`,
    '-keyout',
    key,
    '-out',
    cert,
  ]);
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.said}`);
  return { key: readFileSync(key), cert: readFileSync(cert), authority: cert };
};
