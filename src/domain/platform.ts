// What a binary or an image runs on (OCI image-spec, image-index.md "platform object").

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

const WORD = /^[a-z0-9][a-z0-9._-]*$/;

/** `linux/amd64`, `linux/arm/v7`. */
export const formatPlatform = ({ os, architecture, variant }: Platform): string =>
  variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;

/** The platform that `os/architecture[/variant]` names; `undefined` when the text is no platform. */
export const parsePlatform = (text: string): Platform | undefined => {
  const [os, architecture, variant, ...rest] = text.split('/');
  if (os === undefined || architecture === undefined || rest.length > 0) return undefined;
  if (!WORD.test(os) || !WORD.test(architecture)) return undefined;
  if (variant === undefined) return { os, architecture };
  return WORD.test(variant) ? { os, architecture, variant } : undefined;
};
