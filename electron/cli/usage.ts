// The command lines, as `anchorite help` and every usage error print them.

export const usage = [
  'anchorite rehearse CEREMONY [--out DIR] [--plan FILE] [--fault NAME[@STEP] ...|--fault all]   ·   anchorite rehearse --faults',
  'anchorite run --plan FILE --site FILE --answers FILE --out DIR [--rehearsal] [--station DIR] [--secrets-fd N] | --resume DIR --head WORDS --answers FILE',
  'anchorite verify BAG|DIR|FILE... [--head WORDS] [--anchor SHA256]',
  'anchorite inspect FILE   ·   anchorite diff OLD NEW',
  'anchorite tokens --site FILE | --module LIBRARY   ·   anchorite tokens probe --site FILE --serial N --secrets-fd N [--algorithm NAME] [--yes]',
  'anchorite plan check FILE [--print]   ·   anchorite plan check FILE --token --site FILE --secrets-fd N [--yes]',
].join('\n         ')
