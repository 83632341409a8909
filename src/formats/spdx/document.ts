// SPDX 2.3 as JSON (spdx.github.io/spdx-spec/v2.3, annex "JSON serialization"): what one file or image of a release consists of.
import { hexOf } from '../../domain/digest.ts';
import { canonicalText } from '../canonical-json.ts';
import { sha256 } from '../sha256.ts';
import { isLicenceExpression } from './licence.ts';
import { verificationCode } from './verification-code.ts';

export const SPDX_MEDIA_TYPE = 'application/spdx+json';

/** A file inside what is described, or that itself. */
export interface SpdxFile {
  /** Relative, `/` as separator. */
  readonly path: string;
  /** Lower-case hexadecimal; SPDX 2.3 demands SHA-1 of every file (clause 8.4), SHA-256 is what counts. */
  readonly sha1: string;
  readonly sha256: string;
}

/** A package that is inside, or was needed to make what is inside. */
export interface SpdxPackage {
  /** Unique in the document, also among paths: a purl, or another text with a scheme. */
  readonly key: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly downloadLocation?: string;
  readonly sha256?: string;
  readonly sha512?: string;
  readonly licence?: string;
  /** The organization that gave it out. */
  readonly supplier?: string;
  readonly purpose?: 'CONTAINER';
  readonly comment?: string;
}

/** `from` and `to` are the path of a file, the key of a package, or `ASSET`. */
export interface SpdxRelationship {
  readonly from: string;
  readonly type:
    | 'DEPENDS_ON'
    | 'CONTAINS'
    | 'GENERATED_FROM'
    | 'BUILD_DEPENDENCY_OF'
    | 'OPTIONAL_DEPENDENCY_OF'
    | 'VARIANT_OF'
    | 'DESCENDANT_OF';
  readonly to: string;
}

/** Stands for what is described in relationships; no path and no key is empty. */
export const ASSET = '';

export interface SpdxDescription {
  /** What the document is called; by default as what it describes. */
  readonly name?: string;
  /** What is described, with the digest of its bytes: a file, or the manifest or index of an image. */
  readonly asset: {
    /** A file's name, an image's repository. */
    readonly name: string;
    /** 64 lower-case hexadecimal digits. */
    readonly sha256: string;
    readonly version: string;
    readonly purl: string;
    readonly purpose: 'ARCHIVE' | 'CONTAINER' | 'FILE' | 'SOURCE';
    /** What it was made from. */
    readonly sourceInfo: string;
  };
  /** What the document covers and what it does not. */
  readonly comment: string;
  /** RFC 3339 in UTC, whole seconds. */
  readonly created: string;
  readonly files: readonly SpdxFile[];
  /** Files that are there and not listed; default 0. */
  readonly leftOut?: number;
  readonly packages: readonly SpdxPackage[];
  readonly relationships: readonly SpdxRelationship[];
}

/**
 * The canonical JSON of a document. It is a function of its description alone: neither Colophon's version nor a
 * time of making stands in it, and the namespace is derived from everything else, so that two documents never
 * share one. Throws a `TypeError` for a relationship with something that is not in the document.
 */
export const formatSpdx = (described: SpdxDescription): Uint8Array => {
  const ids = new Map<string, string>([[ASSET, 'SPDXRef-Asset']]);
  for (const [index, { path }] of described.files.entries()) ids.set(path, `SPDXRef-File-${index + 1}`);
  for (const [index, { key }] of described.packages.entries()) ids.set(key, `SPDXRef-Package-${index + 1}`);
  const idOf = (end: string): string => {
    const id = ids.get(end);
    if (id === undefined) throw new TypeError(`no element ${JSON.stringify(end)} in the SPDX document`);
    return id;
  };
  const name = described.name ?? described.asset.name;
  // In two parts, because the namespace stands between them and is made from both: they may be large.
  const before = canonicalText({
    SPDXID: 'SPDXRef-DOCUMENT',
    comment: described.comment,
    creationInfo: { created: described.created, creators: ['Tool: colophon'] },
    dataLicense: 'CC0-1.0',
    documentDescribes: ['SPDXRef-Asset'],
  }).slice(0, -1);
  const behind = canonicalText({
    files: described.files.map((file) => fileElement(file, idOf(file.path))),
    name,
    packages: [
      assetElement(described),
      ...described.packages.map((one) => packageElement(one, idOf(one.key))),
    ],
    relationships: [
      relationship('SPDXRef-DOCUMENT', 'DESCRIBES', 'SPDXRef-Asset'),
      ...described.files.map(({ path }) => relationship('SPDXRef-Asset', 'CONTAINS', idOf(path))),
      ...described.relationships.map(({ from, type, to }) => relationship(idOf(from), type, idOf(to))),
    ],
    spdxVersion: 'SPDX-2.3',
  }).slice(1);
  const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
  const unique = hexOf(sha256(utf8(`${before},${behind}`)));
  const namespace = `https://spdx.org/spdxdocs/${encodeURIComponent(name)}-${unique}`;
  return utf8(`${before},"documentNamespace":${canonicalText(namespace)},${behind}`);
};

const assetElement = ({ asset, files, leftOut = 0 }: SpdxDescription): object => ({
  SPDXID: 'SPDXRef-Asset',
  name: asset.name,
  versionInfo: asset.version,
  ...(asset.purpose === 'CONTAINER' ? {} : { packageFileName: asset.name }),
  primaryPackagePurpose: asset.purpose,
  sourceInfo: asset.sourceInfo,
  // Where it will stand is not known to be true while the document is made.
  downloadLocation: 'NOASSERTION',
  checksums: [{ algorithm: 'SHA256', checksumValue: asset.sha256 }],
  // The code counts all files or none (clause 7.9).
  filesAnalyzed: files.length > 0 && leftOut === 0,
  ...(files.length > 0 && leftOut === 0
    ? {
        packageVerificationCode: {
          packageVerificationCodeValue: verificationCode(files.map(({ sha1 }) => sha1)),
        },
      }
    : {}),
  ...licences(undefined),
  supplier: 'NOASSERTION',
  externalRefs: [purlReference(asset.purl)],
});

const packageElement = (one: SpdxPackage, id: string): object => ({
  SPDXID: id,
  name: one.name,
  ...(one.version === undefined ? {} : { versionInfo: one.version }),
  downloadLocation: one.downloadLocation ?? 'NOASSERTION',
  filesAnalyzed: false,
  ...checksums(one),
  ...licences(one.licence),
  supplier: one.supplier === undefined ? 'NOASSERTION' : `Organization: ${oneLine(one.supplier)}`,
  ...(one.purpose === undefined ? {} : { primaryPackagePurpose: one.purpose }),
  ...(one.purl === undefined ? {} : { externalRefs: [purlReference(one.purl)] }),
  ...(one.comment === undefined ? {} : { comment: one.comment }),
});

const checksums = ({ sha256: short, sha512: long }: SpdxPackage): object => {
  const list = [
    ...(short === undefined ? [] : [{ algorithm: 'SHA256', checksumValue: short }]),
    ...(long === undefined ? [] : [{ algorithm: 'SHA512', checksumValue: long }]),
  ];
  return list.length === 0 ? {} : { checksums: list };
};

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 256).toWellFormed();

const fileElement = (file: SpdxFile, id: string): object => ({
  SPDXID: id,
  fileName: `./${file.path}`,
  checksums: [
    { algorithm: 'SHA1', checksumValue: file.sha1 },
    { algorithm: 'SHA256', checksumValue: file.sha256 },
  ],
  licenseConcluded: 'NOASSERTION',
  copyrightText: 'NOASSERTION',
});

const licences = (declared: string | undefined): object => ({
  licenseConcluded: 'NOASSERTION',
  licenseDeclared: declared !== undefined && isLicenceExpression(declared) ? declared : 'NOASSERTION',
  ...(declared === undefined || isLicenceExpression(declared)
    ? {}
    : { licenseComments: `The package says: ${declared.slice(0, 1024).toWellFormed()}` }),
  copyrightText: 'NOASSERTION',
});

const purlReference = (purl: string): object => ({
  referenceCategory: 'PACKAGE-MANAGER',
  referenceType: 'purl',
  referenceLocator: purl,
});

const relationship = (from: string, type: string, to: string): object => ({
  spdxElementId: from,
  relationshipType: type,
  relatedSpdxElement: to,
});
