// Whether a licence that a package declares may stand in an SPDX field (SPDX 2.3, Annex D: licence expressions).

/**
 * The licences that packages name. Kept short on purpose: what is not in here is said in a comment instead, so
 * that a document never holds an identifier that the SPDX list does not know.
 */
const IDENTIFIERS = new Set(
  `0BSD AFL-2.1 AGPL-3.0-only AGPL-3.0-or-later Apache-1.1 Apache-2.0 Artistic-2.0 BlueOak-1.0.0 BSD-1-Clause
  BSD-2-Clause BSD-2-Clause-Patent BSD-3-Clause BSD-3-Clause-Clear BSL-1.0 BUSL-1.1 CC-BY-3.0 CC-BY-4.0
  CC-BY-SA-4.0 CC0-1.0 CDDL-1.0 CDDL-1.1 ECL-2.0 EPL-1.0 EPL-2.0 EUPL-1.1 EUPL-1.2 FTL GPL-2.0-only
  GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later HPND ICU IJG ISC JSON LGPL-2.1-only LGPL-2.1-or-later
  LGPL-3.0-only LGPL-3.0-or-later Libpng MIT MIT-0 MPL-1.1 MPL-2.0 MS-PL MulanPSL-2.0 NCSA ODC-By-1.0
  OFL-1.1 OpenSSL PostgreSQL PSF-2.0 Python-2.0 Unicode-3.0 Unicode-DFS-2015 Unicode-DFS-2016 Unlicense UPL-1.0
  Vim W3C W3C-20150513 WTFPL X11 Zlib ZPL-2.1`.split(/\s+/),
);
const TOKEN = /\s*(\(|\)|[A-Za-z0-9.-]+)/y;

/** Whether the text is an expression of known licences with `AND`, `OR` and brackets. */
export const isLicenceExpression = (text: string): boolean => {
  if (text.length > 512) return false;
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) {
    tokens.push(found[1] ?? '');
    if (TOKEN.lastIndex === text.length) return expression(tokens) && tokens.length === 0;
  }
  return false;
};

// Takes the tokens that it understands off the front.
const expression = (tokens: string[]): boolean => {
  const first = tokens.shift();
  if (first === '(') {
    if (!expression(tokens) || tokens.shift() !== ')') return false;
  } else if (first === undefined || !IDENTIFIERS.has(first)) {
    return false;
  }
  if (tokens[0] !== 'AND' && tokens[0] !== 'OR') return true;
  tokens.shift();
  return expression(tokens);
};
