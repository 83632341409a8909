// Templates of the configuration: `{tag}` and its kin, and nothing else (docs/configuration.md).
import { Failure } from '../domain/failure.ts';

/** Every placeholder there is. */
export const PLACEHOLDERS = [
  'tag',
  'version',
  'project',
  'commit',
  'commitTime',
  'os',
  'arch',
  'variant',
  'target',
  'exe',
  'major',
  'minor',
  'asset',
  'chart',
  'chartVersion',
] as const;

export type Placeholder = (typeof PLACEHOLDERS)[number];

/** What placeholders stand for; one that is absent has no meaning where the template is used. */
export type TemplateValues = { readonly [name in Placeholder]?: string | undefined };

/**
 * The text with every placeholder replaced, in one pass: values are never looked at again. A placeholder is
 * a word of letters and digits in braces; all other braces (`{}`, `{ print $1 }`) stand for themselves.
 * Fails with `TEMPLATE_INVALID` for an unknown placeholder and for one that has no value here.
 */
export const renderTemplate = (text: string, values: TemplateValues): string =>
  text.replaceAll(PLACEHOLDER, (whole, name: string) => {
    if (!isPlaceholder(name)) throw unknown(text, whole);
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw absent(text, whole);
    return value;
  });

/** Every word that stands as a placeholder in a text, known or not, in order. */
export const placeholdersOf = (text: string): readonly string[] =>
  [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9]*)\}/g;

const isPlaceholder = (name: string): name is Placeholder =>
  (PLACEHOLDERS as readonly string[]).includes(name);

const unknown = (text: string, whole: string): Failure =>
  new Failure('TEMPLATE_INVALID', `${whole} in "${text}" is no placeholder`, {
    remedy: `use one of ${PLACEHOLDERS.map((name) => `{${name}}`).join(' ')}`,
  });

const absent = (text: string, whole: string): Failure =>
  new Failure('TEMPLATE_INVALID', `${whole} in "${text}" stands for nothing here`, {
    remedy: ABOUT_PLATFORMS.test(whole)
      ? 'give the builder platforms, or leave the placeholder out'
      : 'leave the placeholder out',
  });

const ABOUT_PLATFORMS = /^\{(?:os|arch|variant|target|exe)\}$/;
