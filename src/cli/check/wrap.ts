// Breaks a text at spaces so that it fits beside its label; what has no space is left whole.

/** Lines that begin with `lead`, and below it with as much space. */
export const wrap = (lead: string, text: string, columns: number): readonly string[] => {
  const narrow = columns < NARROW;
  const indent = ' '.repeat(narrow ? Math.min(lead.length, 6) : lead.length);
  const lines: string[] = [];
  let line = lead;
  let bare = true;
  for (const word of text.split(' ')) {
    if (!bare && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = indent;
      bare = true;
    }
    line += bare ? word : ` ${word}`;
    bare = false;
  }
  return [...lines, line].map((one) => one.trimEnd());
};

const NARROW = 60;
