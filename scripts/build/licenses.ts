// The licences of every package that went into a bundle, as those licences ask.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One text: each package by name and version, with its licence file, sorted by name. */
export const thirdPartyLicenses = async (root: string, inputs: readonly string[]): Promise<string> => {
  const packages = [...new Set(inputs.flatMap(packageOf))].toSorted();
  const texts = await Promise.all(packages.map((folder) => licenseText(join(root, folder))));
  return [HEAD, ...texts].join(`\n${'-'.repeat(80)}\n\n`);
};

const HEAD = 'Colophon contains these packages, under these licences.\n';

const packageOf = (input: string): readonly string[] => {
  const [folder] = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
  return folder === undefined ? [] : [folder];
};

const licenseText = async (folder: string): Promise<string> => {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).toSorted();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return `${name} ${version}, ${license ?? 'licence below'}\n\n${texts.map((text) => text.trim()).join('\n\n')}\n`;
};
