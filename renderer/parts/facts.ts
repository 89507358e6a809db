// From the printed facts of an act to blocks that can be laid out: pairs, lists, and lines of readiness.

export type Fact = { readonly name: string; readonly value: string }

export type FactBlock =
  | { readonly kind: 'pairs'; readonly facts: readonly Fact[] }
  | { readonly kind: 'list'; readonly name: string; readonly values: readonly string[] }
  /** One line of readiness or of a check: does it hold, is it waived, what does it say. */
  | {
      readonly kind: 'check'
      readonly rule: string
      readonly holds: boolean
      readonly waived: boolean
      readonly words: string
    }

/** Split at the first ": "; a line without one is all value. */
export function factOf(line: string): Fact {
  const at = line.indexOf(': ')
  return at === -1
    ? { name: '', value: line.replace(/:$/, '') }
    : { name: line.slice(0, at), value: line.slice(at + 2) }
}

/**
 * Group the lines as the host printed them. Names that follow themselves are a list; a name that comes again later
 * begins the next group of pairs. No line is left out.
 */
export function blocksOf(lines: readonly string[]): readonly FactBlock[] {
  const facts = lines.map(factOf)
  const blocks: FactBlock[] = []
  let pairs: Fact[] = []
  const close = () => {
    if (pairs.length > 0) blocks.push(blockOf(pairs))
    pairs = []
  }
  for (let at = 0; at < facts.length; ) {
    const fact = facts[at]
    if (fact === undefined) break
    const values = runFrom(facts, at)
    if (values.length > 1) {
      close()
      blocks.push({ kind: 'list', name: fact.name, values })
    } else {
      if (pairs.some((other) => other.name === fact.name) || startsGroup(fact, pairs)) close()
      pairs.push(fact)
    }
    at += values.length
  }
  close()
  return blocks
}

/** Values of the facts of one name that follow each other. */
function runFrom(facts: readonly Fact[], at: number): readonly string[] {
  const name = facts[at]?.name
  const end = facts.findIndex((fact, index) => index > at && fact.name !== name)
  return facts.slice(at, end === -1 ? undefined : end).map((fact) => fact.value)
}

/** `lines rule` after something that belongs to no line. */
const startsGroup = (fact: Fact, pairs: readonly Fact[]): boolean =>
  fact.name === 'lines rule' && pairs.every((other) => !other.name.startsWith('lines '))

function blockOf(pairs: readonly Fact[]): FactBlock {
  const value = (name: string) => pairs.find((fact) => fact.name === `lines ${name}`)?.value
  const [rule, ok, words] = [value('rule'), value('ok'), value('words')]
  if (rule === undefined || ok === undefined || words === undefined || pairs.length > 4)
    return { kind: 'pairs', facts: pairs }
  return { kind: 'check', rule, words, holds: ok === 'true', waived: value('waived') === 'true' }
}

/** The record names some values twice, for two readers; the room hears them once. @param label - what a fact is called on the screen. */
export const saidOnce = (facts: readonly Fact[], label: (fact: Fact) => string): readonly Fact[] =>
  facts.filter((fact, index) => {
    const before = facts[index - 1]
    return before?.value !== fact.value || label(before) !== label(fact)
  })
