// The `go` builder: one cross-compiled program a platform, trimmed, from a clean tree, by a named toolchain.
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { Platform } from '../../domain/platform.ts';
import { ROOM } from '../../ports/workshop.ts';
import { inCheckout, type PlacedInput } from './checkout.ts';
import { builtBy, type JobOf } from './job.ts';

/** Builds the package; the program lies outside the tree that git sees, so that no `+dirty` is stamped. */
export const buildByGo = (
  job: JobOf<'go'>,
  inputs: readonly PlacedInput[],
  toolchain: string,
): Promise<readonly BuiltFile[]> =>
  inCheckout(job, inputs, async (checkout) => {
    const { builder, target } = job;
    const name = `${job.render(builder.binary)}${target?.platform.os === 'windows' ? '.exe' : ''}`;
    const flags = [
      ...builder.flags,
      ...(builder.tags.length === 0 ? [] : [`-tags=${builder.tags.join(',')}`]),
    ];
    const ldflags = builder.ldflags.length === 0 ? [] : ['-ldflags', builder.ldflags.join(' ')];
    await checkout.run(
      [
        'go',
        'build',
        '-trimpath',
        `-buildvcs=${builder.buildvcs}`,
        ...flags,
        ...ldflags,
        '-o',
        `${ROOM}/${name}`,
        builder.package,
      ],
      { env: { ...goEnvironment(toolchain, builder.cgo, target?.platform), ...job.env } },
    );
    const [file] = await checkout.collect(`${ROOM}/${name}`);
    return file === undefined ? [] : [builtBy(job, { ...file, path: name, output: name })];
  });

/** Every variable that changes what Go makes is set, so that none of the machine's own does. */
const goEnvironment = (
  toolchain: string,
  cgo: boolean,
  platform: Platform | undefined,
): Readonly<Record<string, string>> => ({
  GOTOOLCHAIN: toolchain,
  GOFLAGS: '',
  GOENV: 'off',
  CGO_ENABLED: cgo ? '1' : '0',
  ...(platform === undefined
    ? {}
    : { GOOS: platform.os, GOARCH: platform.architecture, ...variantOf(platform) }),
});

/** `v7` of `linux/arm/v7` is GOARM=7; `v8` of arm64 is what arm64 means anyway. */
const variantOf = ({ architecture, variant }: Platform): Readonly<Record<string, string>> => {
  if (variant === undefined) return {};
  switch (architecture) {
    case 'arm':
      return { GOARM: variant.replace(/^v/, '') };
    case 'amd64':
      return { GOAMD64: variant };
    case 'arm64':
      return { GOARM64: /^v\d+$/.test(variant) ? `${variant}.0` : variant };
    case '386':
      return { GO386: variant };
    case 'mips':
    case 'mipsle':
      return { GOMIPS: variant };
    case 'mips64':
    case 'mips64le':
      return { GOMIPS64: variant };
    case 'ppc64':
    case 'ppc64le':
      return { GOPPC64: variant };
    case 'riscv64':
      return { GORISCV64: variant };
    default:
      return {};
  }
};
