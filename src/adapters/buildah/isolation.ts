// How buildah's processes are kept apart. As root they get namespaces of their own, where that is allowed: then nothing
// that a build starts or mounts outlives it, and a `RUN` does not see the machine's other processes.
import { Failure } from '../../domain/failure.ts';
import type { Environment } from '../workshop/environment.ts';
import type { RoomOptions } from '../dockerfile/room.ts';
import { inRoom } from '../dockerfile/room.ts';

export interface Isolation {
  /** Stands before `buildah`. */
  readonly prefix: readonly string[];
  /** `--isolation` */
  readonly kind: string;
}

const APART = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--'];

/**
 * Asks the machine once. `chroot` needs no container runtime and no user namespace, so it works where builds run inside
 * a container, and gives the same image everywhere; `BUILDAH_ISOLATION` says otherwise.
 */
export const isolationHere = async (rooms: RoomOptions): Promise<Isolation> => {
  const kind = chosenKind(rooms.environment);
  try {
    await inRoom(rooms, (room) => room.ask([...APART, 'true']));
    return { prefix: APART, kind };
  } catch (error) {
    // Not root, no `unshare`, or a container that forbids it: buildah then makes what namespaces it can.
    if (error instanceof Failure) return { prefix: [], kind };
    throw error;
  }
};

const chosenKind = ({ BUILDAH_ISOLATION: said }: Environment): string =>
  said !== undefined && ['oci', 'rootless', 'chroot'].includes(said) ? said : 'chroot';
