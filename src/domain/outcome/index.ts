// What each stage leaves behind, keyed by its name.
import type { AssembleOutcome } from './assemble.ts';
import type { BuildOutcome } from './build.ts';
import type { ChecksumOutcome } from './checksum.ts';
import type { ConfirmOutcome } from './confirm.ts';
import type { DraftOutcome } from './draft.ts';
import type { GateOutcome } from './gate.ts';
import type { MirrorOutcome } from './mirror.ts';
import type { NotesOutcome } from './notes.ts';
import type { PackageOutcome } from './package.ts';
import type { ProvenanceOutcome } from './provenance.ts';
import type { ProveOutcome } from './prove.ts';
import type { PublishOutcome } from './publish.ts';
import type { PushOutcome } from './push.ts';
import type { SbomOutcome } from './sbom.ts';
import type { SealOutcome } from './seal.ts';
import type { SignOutcome } from './sign.ts';

export interface Outcomes {
  readonly gate: GateOutcome;
  readonly build: BuildOutcome;
  readonly assemble: AssembleOutcome;
  readonly package: PackageOutcome;
  readonly sbom: SbomOutcome;
  readonly notes: NotesOutcome;
  readonly checksum: ChecksumOutcome;
  readonly provenance: ProvenanceOutcome;
  readonly sign: SignOutcome;
  readonly push: PushOutcome;
  readonly mirror: MirrorOutcome;
  readonly draft: DraftOutcome;
  readonly prove: ProveOutcome;
  readonly seal: SealOutcome;
  readonly publish: PublishOutcome;
  readonly confirm: ConfirmOutcome;
}
