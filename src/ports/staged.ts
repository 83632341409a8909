// What lies in a draft, read back: the door of `prove`. Its credentials are never seen behind it.
import type { AssetSource } from './asset-source.ts';

export interface Staged {
  readonly draft: (id: string) => Promise<AssetSource>;
}
