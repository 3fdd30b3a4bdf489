/** What is wrong with a YAML text and what to do about it, where the parser's own words help its programmers only. */

import type { YAMLError } from 'yaml';

interface Words {
  readonly message: string;
  readonly help: string;
}

const known: Readonly<Partial<Record<YAMLError['code'], Words>>> = {
  TAB_AS_INDENT: {
    message: 'a tab indents this line, which YAML does not allow.',
    help: 'Indent with spaces.',
  },
  DUPLICATE_KEY: {
    message: 'this field is written twice in the same place.',
    help: 'Keep one of the two.',
  },
  MULTIPLE_DOCS: {
    message: 'a second document begins here.',
    help: 'Keep one scenario a file, and no `---` behind it.',
  },
};

/** The parser's message as it is where nothing better is known. */
export function yamlWords({ code, message }: YAMLError): Words {
  return known[code] ?? { message, help: 'Correct the YAML at this place.' };
}
