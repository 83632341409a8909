// Bytes that are not what they claim to be; whoever parses turns it into a finding or a failure with a code.

export class FormatError extends Error {
  /** Where in the document, such as `assets[3].name`; empty for the document itself. */
  readonly at: string;

  constructor(message: string, at = '') {
    super(at === '' ? message : `${at}: ${message}`);
    this.name = 'FormatError';
    this.at = at;
  }
}
