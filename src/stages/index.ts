// The release process: sixteen stages in this order, one line each.
import { pipeline } from '../engine/stage.ts';
import { gate } from './01-gate/stage.ts';
import { build } from './02-build/stage.ts';
import { assemble } from './03-assemble/stage.ts';
import { packaging } from './04-package/stage.ts';
import { sbom } from './05-sbom/stage.ts';
import { notes } from './06-notes/stage.ts';
import { checksum } from './07-checksum/stage.ts';
import { provenance } from './08-provenance/stage.ts';
import { sign } from './09-sign/stage.ts';
import { push } from './10-push/stage.ts';
import { mirror } from './11-mirror/stage.ts';
import { draft } from './12-draft/stage.ts';
import { prove } from './13-prove/stage.ts';
import { seal } from './14-seal/stage.ts';
import { publish } from './15-publish/stage.ts';
import { confirm } from './16-confirm/stage.ts';

export const stages = pipeline(
  gate, // refuse unless tag, branch, approvals, checks and the targets' state allow a release
  build, // files, in a clean checkout of the tag
  assemble, // one index per image
  packaging, // what people download and install
  sbom, // one SPDX document for each of them
  notes, // changes, security, upgrade, digests, links, verify commands that work
  checksum, // SHA-256 of every asset so far
  provenance, // SLSA statements for every file, unsigned
  sign, // statements become Sigstore bundles
  push, // images and charts into their registry, by digest
  mirror, // the whole graph to other registries, read back
  draft, // every asset and the notes into a draft, each digest read back
  prove, // the consumer's verifier over all that is staged
  seal, // the proved list is signed
  publish, // names last
  confirm, // verified again, by name, from the outside
);
