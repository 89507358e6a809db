// What the station did or found, laid out to be read aloud: pairs of name and value, lists, and checks with a word each.

import { strings } from '../strings.ts'
import { CheckLine } from './CheckLine.tsx'
import { blocksOf, type Fact, type FactBlock } from './facts.ts'
import { Everything, Review } from './Review.tsx'

/** Said as a sentence. */
const selfReported = 'selfReported: true'

/** @param props.lines - as the host prints facts: `name: value`, or a line that is no pair. */
export function Facts({ lines }: { readonly lines: readonly string[] }) {
  return (
    <div className="facts">
      {lines.includes(selfReported) ? <p className="small">{strings.home.selfReported}</p> : null}
      {blocksOf(lines.filter((line) => line !== selfReported)).map((block, index) => (
        <Block key={index} block={block} />
      ))}
    </div>
  )
}

function Block({ block }: { readonly block: FactBlock }) {
  switch (block.kind) {
    case 'check':
      return <CheckLine {...checkOf(block)} words={block.words} rule={block.rule} next="" />
    case 'list':
      if (block.name === 'summary') return <Review lines={block.values} />
      if (block.name === 'everything') return <Everything lines={block.values} />
      return (
        <ul className="ticks">
          {block.values.map((value) => (
            <li key={value}>{value}</li>
          ))}
        </ul>
      )
    case 'pairs':
      return (
        <dl className="pairs">
          {block.facts.map((fact) => (
            <div key={fact.name} className={isDigest(fact.value) ? 'pair digest-pair' : 'pair'}>
              <dt>{labelOf(fact.name)}</dt>
              <dd>{isDigest(fact.value) ? <Digest hex={fact.value} /> : shownValue(fact)}</dd>
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
function labelOf(name: string): string {
  const known = strings.facts[name]
  return known ?? name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}

function shownValue({ name, value }: Fact): string {
  if (/[pP]in$/.test(name)) return strings.pinState[value] ?? value
  if (value === 'true') return strings.yes
  if (value === 'false') return strings.no
  return value === 'none' ? strings.none : value
}

const isDigest = (value: string): boolean => /^[0-9a-f]{32,}$/.test(value)
