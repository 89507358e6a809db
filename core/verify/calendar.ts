// The backups that a station knows of, and when each was last tried: read off the transcripts of its ceremonies. Not authenticated.

import { setWords } from '../backup/card.ts'
import type { CeremonyEvent } from '../ceremony/event.ts'
import type { JsonObject, JsonValue } from '../formats/json.ts'

/** One ceremony that was closed on this station. */
export type ClosedCeremony = {
  readonly id: string
  readonly mode: 'rehearsal' | 'production'
  readonly events: readonly { readonly time: string; readonly event: CeremonyEvent }[]
}

export type KnownBackup = {
  readonly key: string
  /** SHA-256 of the public key, hex. */
  readonly fingerprint: string
  /** SHA-256 of its public record, hex; undefined where the ceremony did not say. */
  readonly record: string | undefined
  /** Three words, as on its cards; undefined for one that was only tried here. */
  readonly set: string | undefined
  readonly mode: 'rehearsal' | 'production'
  readonly madeIn: string
  /** Day on which it was made; undefined for one that was only tried here. */
  readonly made: string | undefined
  readonly drill: { readonly day: string; readonly level: string; readonly passed: boolean } | undefined
  /** Day by which a quorum should be tried again: a year after it was made, or last tried with success to level quorum or full; where that failed, its own day. */
  readonly due: string | undefined
}

/** A backup that nobody tried for a year is one that may not work (SP 800-57 Part 2 Rev. 1, section 3.2: recovery is exercised regularly). */
const drillEveryDays = 365

/** Cards that are each good for themselves say nothing of whether enough of them come together. */
const showsQuorum: ReadonlySet<JsonValue | undefined> = new Set(['quorum', 'full'])

/** Newest first; a drill counts for the record that it was of; a new epoch of a key takes the place of the one before. */
export function knownBackups(ceremonies: readonly ClosedCeremony[]): readonly KnownBackup[] {
  const found = new Map<string, KnownBackup>()
  for (const ceremony of [...ceremonies].sort((a, b) => (endOf(a) < endOf(b) ? -1 : 1))) {
    for (const backup of madeIn(ceremony)) found.set(`${backup.mode} ${backup.fingerprint}`, backup)
    for (const drill of drillsIn(ceremony)) {
      const known = `${drill.mode} ${drill.fingerprint}`
      // A drill of another record of that key, an earlier one or one that was made up, says nothing of this backup.
      const id = (found.get(known) ?? drill).record === drill.record ? known : `${known} ${drill.record}`
      const before = found.get(id)
      const { drill: last } = drill
      found.set(id, { ...(before ?? drill), drill: last, due: dueAfter(drill, before) })
    }
  }
  return [...found.values()].reverse()
}

/** A quorum that failed is due now; where it was overdue, it stays so. Single cards move no day. */
function dueAfter({ drill, due }: KnownBackup, before: KnownBackup | undefined): KnownBackup['due'] {
  if (drill?.passed !== false || due === undefined || before?.due === undefined) return due ?? before?.due
  return before.due < due ? before.due : due
}

const endOf = ({ events }: ClosedCeremony): string => events.at(-1)?.time ?? ''

type Outcome = { readonly action: string; readonly facts: JsonObject; readonly time: string }

/** What acts left behind; a set that was made again after a void stands once, as it was in the end. */
function outcomesOf({ events }: ClosedCeremony): readonly Outcome[] {
  return events.flatMap(({ event, time }) => {
    if (event.type !== 'outcome') return []
    const intent = events[event.intent]?.event
    return intent?.type === 'intent' ? [{ action: intent.action, facts: event.facts, time }] : []
  })
}

function madeIn(ceremony: ClosedCeremony): readonly KnownBackup[] {
  const outcomes = outcomesOf(ceremony)
  return outcomes
    .filter(({ action }) => action === 'backup/end')
    .flatMap(({ facts: { key, recordSha256 }, time }): readonly KnownBackup[] => {
      const begun = outcomes.findLast(({ action, facts }) => action === 'backup/begin' && facts.key === key)?.facts
      if (typeof key !== 'string' || typeof begun?.fingerprint !== 'string' || typeof begun.set !== 'number') return []
      const made = time.slice(0, 10)
      return [
        {
          key,
          fingerprint: begun.fingerprint,
          record: textOf(recordSha256),
          set: setWords(begun.set).join(' '),
          mode: ceremony.mode,
          madeIn: ceremony.id,
          made,
          drill: undefined,
          due: later(made),
        },
      ]
    })
}

function drillsIn(ceremony: ClosedCeremony): readonly KnownBackup[] {
  const outcomes = outcomesOf(ceremony)
  const certificate = outcomes.findLast(({ action }) => action === 'recovery/certificate')
  if (certificate === undefined) return []
  const day = certificate.time.slice(0, 10)
  return outcomes
    .filter(({ action }) => action === 'recovery/begin')
    .flatMap(({ facts }): readonly KnownBackup[] => {
      const { key, fingerprint, level, madeIn: from, made } = facts
      if (typeof key !== 'string' || typeof fingerprint !== 'string' || typeof from !== 'string') return []
      const passed = certificate.facts.passed === true
      return [
        {
          key,
          fingerprint,
          record: textOf(facts.recordSha256),
          set: undefined,
          mode: made === 'production' ? 'production' : 'rehearsal',
          madeIn: from,
          made: undefined,
          drill: { day, level: String(level), passed },
          due: showsQuorum.has(level) ? (passed ? later(day) : day) : undefined,
        },
      ]
    })
}

const textOf = (value: JsonValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

const later = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + drillEveryDays * 86_400_000).toISOString().slice(0, 10)
