// A root diff as a tired person can read it aloud: who signs from now on, what changes, who must sign. No ids; `printDiff` has them.

import type { TufRole } from '../formats/plan.ts'
import { tufRoles } from '../formats/plan.ts'
import { ABSENT, type NamedKey, type RootChange, type RootDiff } from './diff.ts'
import { changeLine, keyName } from './print-diff.ts'
import { printable } from './text.ts'

/**
 * Lines for people, headings with ":" at their end, what belongs to them indented. Only fields with their usual value in
 * a first root are left out, and of keys the ids; whatever is not known here stands there whole.
 */
export function printSummary(diff: RootDiff): string[] {
  const changes = diff.changes.filter((change) => !isSaidElsewhere(change, diff)).map(short)
  return [
    opening(diff),
    ...section('Who signs from now on:', roleLines(diff)),
    ...section(diff.before === undefined ? 'What else is in it:' : 'What changes:', changes),
    ...section(
      'Who must sign this root now:',
      diff.mustSign.map(({ version, threshold, keys }) => {
        const whose = version === diff.after ? '' : `version ${version}, which it replaces: `
        return `${whose}${threshold} of ${namesOf(keys)}`
      }),
    ),
  ]
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]

function opening({ before, after, changes, stays }: RootDiff): string {
  const changed = changes.find((change) => change.kind === 'value' && change.field === 'expires')
  const stayed = stays.find((fact) => fact.kind === 'value' && fact.field === 'expires')
  const until = changed?.kind === 'value' ? changed.after : stayed?.kind === 'value' ? stayed.value : ABSENT
  const was = before !== undefined && changed?.kind === 'value' ? ` (before: ${day(changed.before)})` : ''
  const from = before === undefined ? `The first root, version ${after}` : `From version ${before} to version ${after}`
  return `${from}. Valid until ${day(until)}${was}.`
}

const day = (instant: string): string =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(instant)
    ? `${instant.slice(0, 10)}, ${instant.slice(11, 16)} UTC`
    : printable(instant)

/** What every first root has. With another value it is listed. */
const usual: Readonly<Record<string, RegExp>> = { consistent_snapshot: /^true$/, spec_version: /^1\.0(?:\.\d+)?$/ }

/** Version and end stand at the top; keys and thresholds of a first root stand under their roles. */
function isSaidElsewhere(change: RootChange, { before }: RootDiff): boolean {
  if (change.kind === 'value') {
    if (change.field === 'version' || change.field === 'expires') return true
    return before === undefined && usual[change.field]?.test(change.after) === true
  }
  return before === undefined && (change.kind === 'threshold' || change.kind === 'key-added')
}

const short = (change: RootChange): string => {
  if (change.kind === 'key-added') return `${change.role}: in comes ${nameOf(change.key)}`
  if (change.kind === 'key-removed') return `${change.role}: out goes ${nameOf(change.key)}`
  return changeLine(change)
}

/** Roles with the same keys and threshold share a line. */
function roleLines(diff: RootDiff): readonly string[] {
  const lines = new Map<string, TufRole[]>()
  for (const role of tufRoles) {
    const who = whoSigns(diff, role)
    lines.set(who, [...(lines.get(who) ?? []), role])
  }
  return [...lines].map(([who, roles]) => `${roles.join(' and ')}: ${who}`)
}

function whoSigns({ changes, stays }: RootDiff, role: TufRole): string {
  const added = changes.flatMap((change) => (change.kind === 'key-added' && change.role === role ? [change.key] : []))
  const fact = stays.find((candidate) => candidate.kind === 'role' && candidate.role === role)
  const staying = fact?.kind === 'role' ? fact.keys : []
  const changed = changes.find((change) => change.kind === 'threshold' && change.role === role)
  const threshold = changed?.kind === 'threshold' ? changed.after : fact?.kind === 'role' ? fact.threshold : 0
  const keys = [...staying, ...added]
  return keys.length === 1 && threshold === 1 ? namesOf(keys) : `${threshold} of ${namesOf(keys)}`
}

const namesOf = (keys: readonly NamedKey[]): string => keys.map(nameOf).join(', ') || 'no key'

const nameOf = (key: NamedKey): string => key.name ?? keyName(key)
