// The kinds of text that images, charts and mirrors are described with: repositories, tags, bases, modes, owners.
// Each is a schema whose message says what is wrong with the text at hand.
import * as z from 'zod/mini';

import { isDigest } from '../../domain/digest.ts';
import { parsePlatform } from '../../domain/platform.ts';
import { isRepository } from '../oci/place.ts';
import { PLACEHOLDERS, placeholdersOf } from '../template.ts';
import {
  assetName,
  checkedText,
  empty,
  long,
  nul,
  placeholders,
  type Reason,
  RELEASE,
  pathTemplate,
  unseen,
} from './text.ts';

/** Why a text is no repository, host and path; a name without a host means another place to each tool. */
const noRepository: Reason = (text) => {
  if (text.includes('://')) return 'a repository is named without a scheme';
  if (text.includes('@')) return 'a repository is named without a digest';
  if (/\/.*:/.test(text)) return 'a repository is named without a tag';
  if (text !== text.toLowerCase()) return 'a repository is written in lower case';
  const host = text.slice(0, Math.max(text.indexOf('/'), 0));
  if (host !== 'localhost' && !/[.:]/.test(host)) {
    return 'a repository begins with the host of its registry, such as registry.example/team/name';
  }
  return isRepository(text)
    ? undefined
    : 'this is no repository: after the host stand lower-case letters and digits, between them `/ . _ -`';
};

const noRepositoryPath: Reason = (text) =>
  isRepository(`registry.example/${text}`)
    ? undefined
    : 'this is no path in a registry: it holds lower-case letters and digits, between them `/ . _ -`';

/** A place in a registry, host and path. */
export const repository = checkedText(empty, unseen, noRepository);
/** A host, or a host and a path, that names are appended to. */
export const repositoryPrefix = checkedText(empty, unseen, (text) => noRepository(`${text}/x`));
/** What is appended to a prefix. */
export const repositoryPath = checkedText(empty, unseen, noRepositoryPath);
/** A name that manifests give an image, without tag and digest; a host may be missing. */
export const knownName = checkedText(empty, unseen, (text) =>
  isRepository(text) || isRepository(`registry.example/${text}`)
    ? undefined
    : 'this is no name of an image: lower case, without tag and digest',
);

const tagCharacters: Reason = (text) => {
  const fixed = text.replaceAll(/\{[A-Za-z]+\}/g, '0');
  return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(fixed)
    ? undefined
    : 'a tag of an image holds letters, digits and `_ . -`, 128 at most, and begins with no `.` or `-`';
};

/** A name of a version, given once and for ever; a template. */
export const imageTagTemplate = checkedText(
  empty,
  unseen,
  placeholders(RELEASE, 'a tag of an image'),
  tagCharacters,
  (text) =>
    ['tag', 'version', 'commit'].some((name) => placeholdersOf(text).includes(name))
      ? undefined
      : `${text} would name another image with each release: names that move stand under \`moving\``,
);
/** A name that moves from release to release; a template. */
export const movingTemplate = checkedText(
  empty,
  unseen,
  placeholders(['major', 'minor'], 'a name that moves'),
  tagCharacters,
);

/** The value of a label or of a variable of an image; a template. */
export const imageValue = checkedText(nul, long, placeholders([...RELEASE, 'commitTime'], 'an image'));

/** Where nothing is filled in, a placeholder would be taken for one. */
const filledIn: Reason = (text) => {
  const name = placeholdersOf(text).find((word) => (PLACEHOLDERS as readonly string[]).includes(word));
  return name === undefined ? undefined : `{${name}} is not filled in here`;
};

/** An argument that an image starts with. */
export const imageArgument = checkedText(nul, long, filledIn);

/** Where something lies in an image. */
export const imagePath = checkedText(empty, unseen, long, filledIn, (path) => {
  if (!path.startsWith('/')) return 'a place in an image is absolute: it begins with `/`';
  if (path.includes('\\')) return 'a path is written with `/`, on every system';
  const parts = path.slice(1).replace(/\/$/, '').split('/');
  if (path !== '/' && parts.some((part) => part === '' || part === '.' || part === '..')) {
    return 'a place in an image is written without `//`, `.` and `..`';
  }
  return parts.some((part) => part.startsWith('.wh.'))
    ? 'names that begin with `.wh.` delete files in an image'
    : undefined;
});

/** Permission bits in octal, as a text: YAML takes an unquoted `0755` for 755. */
export const mode = z
  .string({
    error: ({ input }) =>
      typeof input === 'number'
        ? "a mode without quotes is a decimal number in YAML: write it in quotes, such as '0755'"
        : undefined,
  })
  .check(
    z.check((context) => {
      if (/^[0-7]{3,4}$/.test(context.value)) return;
      const message = "a mode is three or four octal digits in quotes, such as '0755'";
      context.issues.push({ code: 'custom', input: context.value, message });
    }),
  );

const MAX_ID = 4_294_967_294;

/** `uid:gid`, or `uid` for both. */
export const owner = checkedText((text) =>
  /^[0-9]{1,10}(:[0-9]{1,10})?$/.test(text) && text.split(':').every((id) => Number(id) <= MAX_ID)
    ? undefined
    : "an owner is written in numbers: '65532:65532', or '65532' for both",
);
/** Who an image runs as: names or numbers. */
export const user = checkedText((text) =>
  /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})?$/.test(text)
    ? undefined
    : 'a user is written `user` or `user:group`, by name or number',
);

/** What an image starts from: `scratch`, or a repository by digest. A tag before the digest is for people's eyes. */
export const baseReference = checkedText((text) => (text === 'scratch' ? undefined : noBase(text)));

const noBase: Reason = (text) => {
  const strange = empty(text) ?? unseen(text);
  if (strange !== undefined) return strange;
  const at = text.indexOf('@');
  if (at < 0) {
    return `${text} may be another image tomorrow: pin it, as in registry.example/base@sha256:… (64 hexadecimal digits)`;
  }
  if (!isDigest(text.slice(at + 1))) {
    return 'after the `@` stands a digest: sha256: and 64 lower-case hexadecimal digits';
  }
  return noRepository(withoutTag(text.slice(0, at)));
};

/** What is taken in the place of a base: a repository by digest. */
export const substituteReference = checkedText((text) =>
  text === 'scratch' ? 'write `FROM scratch` into the Dockerfile itself' : noBase(text),
);
export const digest = checkedText((text) =>
  isDigest(text) ? undefined : 'a digest is written sha256: and 64 lower-case hexadecimal digits',
);

/** A reference up to its tag. */
export const withoutTag = (reference: string): string =>
  reference.replace(/:[A-Za-z0-9_][A-Za-z0-9._-]*$/, '');

/** Where an output of a builder is placed in the checkout that a Dockerfile is built from; a template. */
export const inputPath = pathTemplate;

/** A registry's host, with its port where it has one. */
export const registryHost = checkedText((text) =>
  /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(:[0-9]{1,5})?$/.test(text)
    ? undefined
    : 'a registry is named by its host and port, in lower case and without a scheme: registry.example:5000',
);

/** A platform, or `*` for all others. */
export const builderPlatform = checkedText((text) =>
  text === '*' || parsePlatform(text) !== undefined
    ? undefined
    : 'a builder is chosen for `os/arch`, `os/arch/variant` or `*`',
);

/** Who builds images: a tool by its name, or the address of a BuildKit. */
export const builderAddress = checkedText(empty, unseen, long, (text) =>
  ['buildah', 'buildx', 'buildkit'].includes(text) ||
  /^unix:\/\/\/\S+$/.test(text) ||
  /^tcp:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):[0-9]{1,5}$/.test(text)
    ? undefined
    : 'a builder is `buildah`, `buildx`, `buildkit`, or an address of BuildKit: `unix:///path` or `tcp://host:port`',
);

/** The name of a chart's archive; a template that may hold `{chart}` and `{chartVersion}`. */
export const chartTemplate = checkedText(
  empty,
  unseen,
  long,
  assetName,
  placeholders([...RELEASE, 'chart', 'chartVersion'], 'the name of a chart'),
  (name) => (name.endsWith('.tgz') ? undefined : 'the name of a chart ends with .tgz'),
);
/** A version of a chart or of what it installs; a template. */
export const versionTemplate = checkedText(empty, unseen, long, placeholders(RELEASE, 'a version'), (text) =>
  /\s/.test(text) ? 'a version holds no spaces' : undefined,
);
/** Where a value lies in `values.yaml`. */
export const valuesPath = checkedText(empty, unseen, long, (text) =>
  /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(text)
    ? undefined
    : 'a place in values.yaml is written with dots: image.digest',
);
/** Where a custom resource holds an image. */
export const fieldPath = checkedText(empty, unseen, long, (text) =>
  /^[A-Z][A-Za-z0-9]*(\.[A-Za-z0-9_-]+(\[\])?)+$/.test(text)
    ? undefined
    : 'a field is written `Kind.spec.path.to.image`, with `[]` after each list',
);
