// What stands in for the three bases of the customer's Dockerfile, none of which comes from a package registry: Debian
// with its Node and npm, Debian with its Go, and the few packages of Debian that a static program needs.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { run } from '../interop/kit.ts';
import { COMMIT_TIME, GO } from './golden.ts';
import { type CustomerTools, PEERS } from './tools.ts';

/** What one `FROM` of the Dockerfile is given instead. */
export interface Base {
  /** The whole text of the `FROM`. */
  readonly from: string;
  /** A repository of no registry: a name for the layout. */
  readonly repository: string;
  readonly layout: string;
  readonly digest: string;
}

export interface Bases {
  readonly list: readonly Base[];
  /** Debian's own authorities, as they lie in the builders: they and no others may be in the image. */
  readonly authorities: string;
  readonly seconds: number;
}

/** Where `RUN` finds the machine's authorities: mounted, and in no base. */
export const AUTHORITIES = '/run/machine-authorities.pem';

const DEBIAN = 'bookworm';
const MIRROR = 'http://deb.debian.org/debian';
/** Beside what every Debian has: Node needs libatomic, and the last three are what a static program needs. */
const PACKAGES = ['libatomic1', 'ca-certificates', 'netbase', 'media-types'];
const STATIC = ['base-files', 'ca-certificates', 'media-types', 'netbase', 'tzdata'];
const NONROOT = 'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin';

/** Each in a layout below `scratch`; Debian itself is kept beside the other peers. Needs root. */
export const makeBases = async (scratch: string, tools: CustomerTools, source: string): Promise<Bases> => {
  const began = performance.now();
  const debian = await debianRoot();
  const froms = [...(await readFile(join(source, 'Dockerfile'), 'utf8')).matchAll(/^FROM (\S+)/gm)];
  const [node = '', go = '', bare = ''] = froms.map(([, from]) => from);
  for (const name of ['layers', 'node', 'static', 'bases'])
    await rm(join(scratch, name), { recursive: true, force: true });
  const layers = join(scratch, 'layers');
  await mkdir(layers, { recursive: true });
  const system = await layerOf(layers, debian, [
    '--exclude=./var/cache/apt/archives/*',
    ...['./dev/*', './proc/*', './sys/*', './var/lib/apt/lists/*'].map((one) => `--exclude=${one}`),
  ]);
  const image = async (from: string, name: string, made: Omit<Made, 'scratch' | 'name'>): Promise<Base> => ({
    from,
    repository: `stand-in.invalid/${name}`,
    ...(await writeImage({ scratch, name, ...made })),
  });
  const withNode = await layerOf(layers, await nodeTree(scratch, tools));
  const withGo = await layerOf(layers, await goTree(tools), ['--transform=s,^\\.,./usr/local/go,']);
  const list = [
    await image(node, 'node', {
      layers: [system, withNode],
      env: [`PATH=${PATH}`, `NODE_EXTRA_CA_CERTS=${AUTHORITIES}`],
    }),
    await image(go, 'golang', {
      layers: [system, withGo],
      env: [
        `PATH=/usr/local/go/bin:${PATH}`,
        'GOTOOLCHAIN=local',
        'GOPATH=/go',
        `SSL_CERT_FILE=${AUTHORITIES}`,
      ],
    }),
    await image(bare, 'static', {
      layers: [await layerOf(layers, await staticTree(scratch, debian))],
      env: [`PATH=${PATH}`],
      user: '65532',
    }),
  ];
  const authorities = await readFile(join(debian, 'etc/ssl/certs/ca-certificates.crt'), 'utf8');
  return { list, authorities, seconds: (performance.now() - began) / 1000 };
};

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Debian's smallest system, made once. */
const debianRoot = async (): Promise<string> => {
  const dir = join(PEERS, `bases-${DEBIAN}`);
  const [root, made] = [join(dir, 'root'), join(dir, 'made')];
  const have = await readFile(made, 'utf8').catch(() => '');
  if (have === PACKAGES.join()) return root;
  // What an earlier attempt has mounted there is not gone through.
  await succeed('rm', ['-rf', '--one-file-system', dir]);
  await mkdir(dir, { recursive: true });
  const argv = ['--variant=minbase', `--include=${PACKAGES.join()}`, DEBIAN, root, MIRROR];
  await succeed('debootstrap', argv, 3_600_000);
  await writeFile(made, PACKAGES.join());
  return root;
};

const nodeTree = async (scratch: string, { node }: CustomerTools): Promise<string> => {
  const tree = join(scratch, 'node');
  const [bin, modules] = [join(tree, 'usr/local/bin'), join(tree, 'usr/local/lib/node_modules')];
  await mkdir(bin, { recursive: true });
  await mkdir(modules, { recursive: true });
  await succeed('cp', ['-L', join(node, 'node'), join(bin, 'node')]);
  await succeed('cp', ['-R', join(node, '../npm'), modules]);
  for (const name of ['npm', 'npx'])
    await succeed('ln', ['-s', `../lib/node_modules/npm/bin/${name}-cli.js`, join(bin, name)]);
  return tree;
};

/** The toolchain as Go's own module of it. */
const goTree = async ({ path }: CustomerTools): Promise<string> => {
  const env = { ...process.env, PATH: path, GOTOOLCHAIN: `go${GO}`, GOFLAGS: '' };
  const { status, said } = await run('go', ['env', 'GOROOT'], { env, timeout: 600_000 });
  const root = said.split('\n').at(-1) ?? '';
  if (status !== 0 || !root.includes(GO)) throw new Error(`Go ${GO} could not be had: ${said}`);
  return root;
};

/** Packages unpacked and not configured, as distroless images have them. */
const staticTree = async (scratch: string, debian: string): Promise<string> => {
  const tree = join(scratch, 'static');
  await mkdir(tree, { recursive: true });
  const archives = join(debian, 'var/cache/apt/archives');
  const files = await readdir(archives);
  for (const name of STATIC) {
    const file = files.find((one) => one.startsWith(`${name}_`));
    if (file === undefined) throw new Error(`debootstrap kept no package ${name}`);
    await succeed('dpkg-deb', ['-x', join(archives, file), tree]);
  }
  await mkdir(join(tree, 'home/nonroot'), { recursive: true });
  await succeed('chown', ['65532:65532', join(tree, 'home/nonroot')]);
  await writeFile(join(tree, 'etc/passwd'), `root:x:0:0:root:/root:/sbin/nologin\n${NONROOT}\n`);
  await writeFile(join(tree, 'etc/group'), 'root:x:0:\nnonroot:x:65532:\n');
  return tree;
};

interface Blob {
  readonly digest: string;
  readonly size: number;
  readonly file: string;
}

/** A tar that tells neither when nor in which order it was written; not pressed: builders press what they keep. */
const layerOf = async (dir: string, tree: string, more: readonly string[] = []): Promise<Blob> => {
  const file = join(dir, `${tree.replaceAll('/', '+')}.tar`);
  await succeed('tar', [
    '--create',
    `--file=${file}`,
    `--directory=${tree}`,
    '--sort=name',
    '--numeric-owner',
    `--mtime=@${COMMIT_TIME}`,
    ...more,
    '.',
  ]);
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return { digest: `sha256:${hash.digest('hex')}`, size: (await stat(file)).size, file };
};

interface Made {
  readonly scratch: string;
  readonly name: string;
  readonly layers: readonly Blob[];
  readonly env: readonly string[];
  readonly user?: string;
}

const writeImage = async ({
  scratch,
  name,
  layers,
  env,
  user,
}: Made): Promise<{ readonly layout: string; readonly digest: string }> => {
  const layout = join(scratch, 'bases', name);
  const blobs = join(layout, 'blobs/sha256');
  await mkdir(blobs, { recursive: true });
  const keep = async (value: object, mediaType: string) => {
    const bytes = JSON.stringify(value);
    const hex = createHash('sha256').update(bytes).digest('hex');
    await writeFile(join(blobs, hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: Buffer.byteLength(bytes) };
  };
  for (const { digest, file } of layers)
    await succeed('ln', ['-f', file, join(blobs, digest.slice('sha256:'.length))]);
  const config = await keep(
    {
      architecture: 'amd64',
      os: 'linux',
      config: { Env: env, ...(user === undefined ? {} : { User: user }) },
      rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    },
    'application/vnd.oci.image.config.v1+json',
  );
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const listed = layers.map(({ digest, size }) => ({
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    digest,
    size,
  }));
  const manifest = await keep({ schemaVersion: 2, mediaType, config, layers: listed }, mediaType);
  await writeFile(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
  return { layout, digest: manifest.digest };
};

const succeed = async (program: string, argv: readonly string[], timeout = 600_000): Promise<void> => {
  const { status, said } = await run(program, argv, { timeout });
  if (status !== 0) throw new Error(`${program} failed: ${said.slice(-1000)}`);
};
