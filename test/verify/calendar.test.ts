import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../core/formats/json.ts'
import { type ClosedCeremony, knownBackups } from '../../core/verify/calendar.ts'

const fingerprint = 'ab'.repeat(32)

function ceremony(
  id: string,
  day: string,
  acts: readonly (readonly [string, JsonObject])[],
  mode: ClosedCeremony['mode'] = 'production',
): ClosedCeremony {
  const time = `${day}T10:00:00.000Z`
  const events = acts.flatMap(([action, facts], index): ClosedCeremony['events'] => [
    { time, event: { type: 'intent', step: 's', by: 'amina', action, detail: {} } },
    { time, event: { type: 'outcome', step: 's', intent: 2 * index, facts } },
  ])
  return { id, mode, events }
}

const made = (id: string, day: string, set: number, print = fingerprint): ClosedCeremony =>
  ceremony(id, day, [
    ['backup/begin', { key: 'root-a', fingerprint: print, set }],
    ['backup/end', { key: 'root-a' }],
  ])

const drilled = (day: string, passed: boolean, level = 'full'): ClosedCeremony =>
  ceremony(`drill-${day}`, day, [
    ['recovery/begin', { key: 'root-a', fingerprint, level, made: 'production', madeIn: 'first' }],
    ['recovery/certificate', { passed }],
  ])

describe('the calendar of backups', () => {
  it('knows none where a backup was begun and not ended', () => {
    expect(
      knownBackups([ceremony('x', '2026-01-01', [['backup/begin', { key: 'root-a', fingerprint, set: 1 }]])]),
    ).toEqual([])
  })

  it('asks for a drill a year after it was made, and a year after the last one that worked', () => {
    expect(knownBackups([made('first', '2026-01-01', 1)])[0]).toMatchObject({ due: '2027-01-01', drill: undefined })
    const [after] = knownBackups([drilled('2026-06-01', true), made('first', '2026-01-01', 1)])
    expect(after).toMatchObject({ due: '2027-06-01', madeIn: 'first', drill: { passed: true, level: 'full' } })
  })

  it('does not put off the day after a drill of single cards, and tells it as the last one', () => {
    const [after] = knownBackups([made('first', '2026-01-01', 1), drilled('2026-06-01', true, 'card')])
    expect(after).toMatchObject({ due: '2027-01-01', drill: { passed: true, level: 'card', day: '2026-06-01' } })
    const both = [
      made('first', '2026-01-01', 1),
      drilled('2026-03-01', true, 'quorum'),
      drilled('2026-06-01', true, 'card'),
    ]
    expect(knownBackups(both)[0]).toMatchObject({ due: '2027-03-01', drill: { level: 'card' } })
    expect(knownBackups([drilled('2026-06-01', true, 'card')])[0]?.due).toBeUndefined()
    expect(knownBackups([drilled('2026-06-01', true, 'strange')])[0]?.due).toBeUndefined()
  })

  it.each(['quorum', 'full'])(
    'is due at once after a drill to level %s that failed, also where one before it was good',
    (level) => {
      const first = made('first', '2026-01-01', 1)
      const failed = drilled('2026-06-01', false, level)
      expect(knownBackups([first, failed])[0]).toMatchObject({ due: '2026-06-01', drill: { passed: false } })
      expect(knownBackups([first, drilled('2026-03-01', true), failed])[0]?.due).toBe('2026-06-01')
      expect(knownBackups([failed])[0]?.due).toBe('2026-06-01')
    },
  )

  it('stays due after a drill that failed until a quorum was good again: single cards do not show it, nor does a second failure', () => {
    const before = [made('first', '2026-01-01', 1), drilled('2026-06-01', false)]
    expect(knownBackups([...before, drilled('2026-07-01', true, 'card')])[0]?.due).toBe('2026-06-01')
    expect(knownBackups([...before, drilled('2026-07-01', false)])[0]?.due).toBe('2026-06-01')
    expect(knownBackups([...before, drilled('2026-07-01', true, 'quorum')])[0]?.due).toBe('2027-07-01')
    expect(knownBackups([before[0] ?? drilled('x', true), drilled('2028-06-01', false)])[0]?.due).toBe('2027-01-01')
  })

  it('does not bring the day forward after a drill of single cards that failed, and tells it as the last one', () => {
    const [after] = knownBackups([made('first', '2026-01-01', 1), drilled('2026-06-01', false, 'card')])
    expect(after).toMatchObject({ due: '2027-01-01', drill: { passed: false, level: 'card' } })
  })

  it('counts a drill that was held as a rehearsal for the production backup whose record it was of', () => {
    const held = { ...drilled('2026-06-01', true), mode: 'rehearsal' } as const
    const known = knownBackups([made('first', '2026-01-01', 1), held])
    expect(known).toHaveLength(1)
    expect(known[0]).toMatchObject({ mode: 'production', due: '2027-06-01' })
  })

  it('takes the set that was made again after a void, and one line for one key', () => {
    const again = ceremony('first', '2026-01-01', [
      ['backup/begin', { key: 'root-a', fingerprint, set: 1 }],
      ['backup/begin', { key: 'root-a', fingerprint, set: 2048 }],
      ['backup/end', { key: 'root-a' }],
    ])
    const [one, ...more] = knownBackups([again])
    expect(one?.set).toBe('abandon ability abandon')
    expect(more).toEqual([])
  })

  it('does not put off the day for a drill of another record of that key: an earlier one, or one that somebody made up', () => {
    const own = ceremony('first', '2026-01-01', [
      ['backup/begin', { key: 'root-a', fingerprint, set: 1 }],
      ['backup/end', { key: 'root-a', recordSha256: 'aa' }],
    ])
    const drillOf = (recordSha256: string): ClosedCeremony =>
      ceremony('drill', '2026-06-01', [
        [
          'recovery/begin',
          { key: 'root-a', fingerprint, level: 'quorum', made: 'production', madeIn: 'x', recordSha256 },
        ],
        ['recovery/certificate', { passed: true }],
      ])
    const dueOf = (drill: ClosedCeremony) => knownBackups([own, drill]).find(({ set }) => set !== undefined)?.due
    expect(dueOf(drillOf('bb'))).toBe('2027-01-01')
    expect(dueOf(drillOf('aa'))).toBe('2027-06-01')
  })

  it('tells a drill of a backup that was made on another station', () => {
    expect(knownBackups([drilled('2026-06-01', true)])[0]).toMatchObject({
      made: undefined,
      set: undefined,
      madeIn: 'first',
    })
  })
})
