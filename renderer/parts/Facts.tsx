// What the station did or found, laid out to be read aloud: pairs of name and value, lists, and checks with a word each.

import { backupModes, listNames } from '../fact-names.ts'
import { strings } from '../strings.ts'
import { CheckLine } from './CheckLine.tsx'
import { blocksOf, type Fact, type FactBlock, saidOnce } from './facts.ts'
import { Everything, Review } from './Review.tsx'

/** Said as a sentence. */
const selfReported = 'selfReported: true'

/** Sentences of which some may say what was not good: none has a tick. */
const inWords = 'says'

type Props = {
  /** As the host prints facts: `name: value`, or a line that is no pair. */
  readonly lines: readonly string[]
  /** The name of a person of the plan, by id. */
  readonly nameOf?: (person: string) => string
}

const asItIs = (id: string): string => id

export function Facts({ lines, nameOf = asItIs }: Props) {
  return (
    <div className="facts">
      {lines.includes(selfReported) ? <p className="small">{strings.home.selfReported}</p> : null}
      {blocksOf(lines.filter((line) => line !== selfReported)).map((block, index) => (
        <Block key={index} block={block} nameOf={nameOf} />
      ))}
    </div>
  )
}

function Block({ block, nameOf }: { readonly block: FactBlock; readonly nameOf: (person: string) => string }) {
  switch (block.kind) {
    case 'check':
      return <CheckLine {...checkOf(block)} words={block.words} rule={block.rule} next="" />
    case 'list':
      if (block.name === 'summary') return <Review lines={block.values} />
      if (block.name === 'everything') return <Everything lines={block.values} />
      return (
        <>
          {listNames[block.name] === undefined ? null : <p>{listNames[block.name]}</p>}
          <ul className={block.name === inWords ? 'told' : 'ticks'}>
            {block.values.map((value) => (
              <li key={value}>{value}</li>
            ))}
          </ul>
        </>
      )
    case 'pairs':
      return (
        <dl className="pairs">
          {saidOnce(block.facts, labelOf).map((fact) => (
            <div key={fact.name} className={isDigest(fact.value) ? 'pair digest-pair' : 'pair'}>
              <dt>{labelOf(fact)}</dt>
              <dd>{isDigest(fact.value) ? <Digest hex={fact.value} /> : shownValue(fact, nameOf)}</dd>
            </div>
          ))}
        </dl>
      )
    default:
      return block satisfies never
  }
}

/** Where a digest does not fit, it is broken in its middle. */
function Digest({ hex }: { readonly hex: string }) {
  return (
    <code>
      {hex.slice(0, hex.length / 2)}
      <wbr />
      {hex.slice(hex.length / 2)}
    </code>
  )
}

function checkOf({ holds, waived }: { readonly holds: boolean; readonly waived: boolean }) {
  if (holds) return { state: 'green' } as const
  return waived
    ? ({ state: 'amber', label: strings.home.waived } as const)
    : ({ state: 'red', label: strings.home.fails } as const)
}

/** `attributes sign` has a name of two parts; the last one may have a word of its own. */
function labelOf({ name, value }: Fact): string {
  // The set of a split has a number; that of a recovery is called by its key.
  const known = strings.facts[name === 'set' && /^\d+$/.test(value) ? 'set number' : name]
  return known ?? name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}

function shownValue({ name, value }: Fact, nameOf: (person: string) => string): string {
  if (name === 'mode') return backupModes[value] ?? value
  if (/(?:^| )holder$/.test(name)) return nameOf(value)
  if (/[pP]in$/.test(name)) return strings.pinState[value] ?? value
  if (value === 'true') return strings.yes
  if (value === 'false') return strings.no
  return value === 'none' ? strings.none : value
}

const isDigest = (value: string): boolean => /^[0-9a-f]{32,}$/.test(value)
