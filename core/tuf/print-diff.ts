// A root diff in plain lines: what changes, what stays, who must sign.

import { ABSENT, type NamedKey, type RootChange, type RootDiff, type RootFact, type Signing } from './diff.ts'
import { printable } from './text.ts'

/**
 * Lines for people; no line is longer than its values. Text from the file is shown as printable ASCII, the rest as
 * \u{...}, so nothing in a file can move a cursor or turn a line around.
 */
export function printDiff(diff: RootDiff): string[] {
  const from = diff.before === undefined ? 'the first root' : `from version ${diff.before} to version ${diff.after}`
  const lines = [`Root metadata, ${from}.`, '', 'What changes:']
  lines.push(...listed(diff.changes.map(changeLine), 'Nothing.'))
  lines.push('', 'What stays:', ...listed(diff.stays.map(factLine), 'Nothing: there was no root before this one.'))
  lines.push('', 'Who must sign:')
  for (const group of diff.mustSign) lines.push(...signingLines(group, diff))
  return lines
}

const listed = (lines: readonly string[], none: string): readonly string[] =>
  (lines.length === 0 ? [none] : lines).map((line) => `  ${line}`)

/** Holder first, id second; a key nobody named is called by its id. */
export function keyName(key: NamedKey): string {
  const id = `${printable(key.kind)}, key id ${printable(key.keyId)}`
  return key.name === undefined ? `a key that the plan does not name (${id})` : `${key.name} (${id})`
}

/** Both keys and values whole. */
export function changeLine(change: RootChange): string {
  switch (change.kind) {
    case 'value':
      return change.before === ABSENT
        ? `${printable(change.field)}: ${printable(change.after)} (new)`
        : `${printable(change.field)}: ${printable(change.before)} becomes ${printable(change.after)}`
    case 'threshold':
      return change.before === 0
        ? `${change.role}: ${change.after} must sign (new)`
        : `${change.role}: ${change.before} had to sign, now ${change.after}`
    case 'key-added':
      return `${change.role}: in comes ${keyName(change.key)}`
    case 'key-removed':
      return `${change.role}: out goes ${keyName(change.key)}`
    case 'key-id':
      return `${keyName(change.key)} is the same key as before; its key id was ${printable(change.before)}`
    case 'key-content':
      return `${keyName(change.key)} keeps its id, but ${change.replaced ? 'is ANOTHER KEY now' : 'what is written there changes'}: ${printable(change.before)} becomes ${printable(change.after)}`
    default:
      return change satisfies never
  }
}

function factLine(fact: RootFact): string {
  if (fact.kind === 'value') return `${printable(fact.field)}: ${printable(fact.value)}`
  const keys = fact.keys.map(keyName).join('; ')
  return `${fact.role}: ${fact.threshold} of ${fact.keyCount} must sign${keys === '' ? '' : `; still there: ${keys}`}`
}

function signingLines(group: Signing, diff: RootDiff): readonly string[] {
  const whose = group.version === diff.after ? 'this root' : `version ${group.version}, which it replaces`
  return [`  ${group.threshold} of these keys of ${whose}:`, ...group.keys.map((key) => `    ${keyName(key)}`)]
}
