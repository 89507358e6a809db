import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Plan, tufRoles } from '../../core/formats/plan.ts'
import { columnsOf, hanging, wrap } from '../../core/plan/layout.ts'
import { groupsOfFour, printPlan } from '../../core/plan/print.ts'
import { printSurvival } from '../../core/plan/print-survival.ts'
import { survivalTable } from '../../core/plan/survival.ts'
import { examplePlan } from './example.ts'

const plan = examplePlan()
const table = survivalTable(plan)

/** `sign` and `forge` of a row for root, targets, snapshot, timestamp, as letters: `YNYY NYNN`. */
function verdicts(of: Plan, kind: string, id: string, group = 0): string {
  const row = survivalTable(of).rows.find((each) => each.kind === kind && each.id === id)
  const letters = (answer: 'sign' | 'forge') =>
    (row?.verdicts[group] ?? []).map((each) => (each[answer] ? 'Y' : 'N')).join('')
  return `${letters('sign')} ${letters('forge')}`
}

describe('worked by hand for the example (root 2 of 3, targets 1 of 1 with bruno, the rest outside)', () => {
  test.each([
    ['person', 'amina', 'YYYY NNNN'],
    ['person', 'bruno', 'YNYY NYNN'],
    ['person', 'chiara', 'YYYY NNNN'],
    ['person', 'emi', 'YYYY NNNN'],
    ['token', 'root-a', 'YYYY NNNN'],
    ['token', 'targets', 'YNYY NYNN'],
    ['token', 'witness', 'YYYY NNNN'],
    ['site', 'geneva', 'YNYY NYNN'],
    ['site', 'lyon', 'YYYY NNNN'],
    ['outsider', 'Acme release service (cloud key store)', 'YYNN NNYY'],
  ])('%s %s', (kind, id, expected) => {
    expect(verdicts(plan, kind, id)).toBe(expected)
  })

  test('the fewest tokens that stop, and that forge', () => {
    expect(table.groups[0]?.roles.map(({ role, stops, forges }) => [role, stops?.count, forges?.count])).toEqual([
      ['root', 2, 2],
      ['targets', 1, 1],
      ['snapshot', 1, 1],
      ['timestamp', 1, 1],
    ])
  })

  test('a security officer can erase, not sign: said in a note, not in the table', () => {
    const notes = table.rows.find(({ id }) => id === 'chiara')?.notes
    expect(notes).toEqual([
      'Chiara Conti knows the SO PIN of root-a: can erase, cannot sign.',
      'If Chiara Conti erases what they can reach, and their own tokens count as lost, too few keys remain for: root.',
    ])
    expect(table.rows.find(({ id }) => id === 'greta')?.notes).toHaveLength(1)
  })
})

describe('worked by hand for changed plans', () => {
  const [repository] = plan.repositories
  if (repository === undefined) throw new Error('the example has a repository')
  const withRoles = (roles: Partial<typeof repository.roles>): Plan => ({
    ...plan,
    repositories: [{ ...repository, roles: { ...repository.roles, ...roles } }],
  })

  test('one root key alone: its holder can forge every role, since a new root names new keys', () => {
    const weak = withRoles({ root: { keys: ['root-b'], threshold: 1 } })
    expect(verdicts(weak, 'person', 'chiara')).toBe('NYYY YYYY')
    expect(verdicts(weak, 'site', 'lyon')).toBe('NYYY YYYY')
  })

  test('all root keys needed: losing one stops, stealing one does not forge', () => {
    expect(
      verdicts(withRoles({ root: { keys: ['root-a', 'root-b', 'root-c'], threshold: 3 } }), 'token', 'root-b'),
    ).toBe('NYYY NNNN')
  })

  test('two root keys on one token fall together', () => {
    const keys = plan.keys.map((key) => (key.id === 'root-b' && 'token' in key ? { ...key, token: 'root-a' } : key))
    expect(verdicts({ ...plan, keys }, 'token', 'root-a')).toBe('NYYY YYYY')
    expect(survivalTable({ ...plan, keys }).groups[0]?.roles[0]).toMatchObject({
      stops: { count: 1 },
      forges: { count: 1 },
    })
  })

  test('repositories with the same keys share one table, others get their own', () => {
    const more = [1, 2, 3].map((at) => ({ ...repository, name: `acme/other-${at}` }))
    const weak = {
      ...repository,
      name: 'acme/weak',
      roles: { ...repository.roles, root: { keys: ['root-a'], threshold: 1 } },
    }
    const many: Plan = { ...plan, repositories: [repository, ...more, weak] }
    expect(survivalTable(many).groups.map(({ repositories }) => repositories.length)).toEqual([4, 1])
    expect(verdicts(many, 'token', 'root-a', 0)).toBe('YYYY NNNN')
    expect(verdicts(many, 'token', 'root-a', 1)).toBe('NYYY YYYY')
  })
})

/** A plan with `count` keys spread over tokens, people, sites and outside holders by chance; only survival reads it. */
const anyPlan = fc
  .record({
    tokens: fc.array(fc.record({ holder: fc.nat(2), securityOfficer: fc.nat(2), site: fc.nat(2) }), {
      minLength: 1,
      maxLength: 5,
    }),
    keys: fc.array(fc.record({ place: fc.nat(6) }), { minLength: 1, maxLength: 7 }),
    roles: fc.tuple(
      ...tufRoles.map(() =>
        fc.record({
          keys: fc.array(fc.nat(6), { minLength: 1, maxLength: 6 }),
          threshold: fc.integer({ min: 1, max: 4 }),
        }),
      ),
    ),
  })
  .map(({ tokens, keys, roles }): Plan => {
    const keyIds = (picked: readonly number[]) => [...new Set(picked.map((at) => `k${at % keys.length}`))]
    const [root, targets, snapshot, timestamp] = roles.map(({ keys: picked, threshold }) => {
      const ids = keyIds(picked)
      return { keys: ids, threshold: Math.min(threshold, ids.length) }
    })
    const [repository] = plan.repositories
    if (!root || !targets || !snapshot || !timestamp || !repository) throw new Error('four roles were made')
    return {
      ...plan,
      sites: [0, 1, 2].map((at) => ({ id: `s${at}`, name: `Site ${at}` })),
      people: [0, 1, 2].map((at) => ({ id: `p${at}`, name: `Person ${at}`, roles: ['cryptoOfficer'] })),
      tokens: tokens.map((token, at) => ({
        ...{ id: `t${at}`, serial: `${at}`, module: 'main', label: `t${at}`, initialise: true },
        ...{ holder: `p${token.holder}`, securityOfficer: `p${token.securityOfficer}`, site: `s${token.site}` },
      })),
      keys: keys.map(({ place }, at) =>
        place < tokens.length
          ? { id: `k${at}`, algorithm: 'ecdsa-p256', token: `t${place}` }
          : { id: `k${at}`, algorithm: 'ecdsa-p256', publicKey: 'x', heldBy: `outside ${place % 2}` },
      ),
      repositories: [{ ...repository, roles: { root, targets, snapshot, timestamp } }],
    }
  })

/** Everything again from the words of the definition, by trying all sets. */
describe('equals a brute-force recomputation', () => {
  const unitOf = (of: Plan, id: string): string => {
    const key = of.keys.find((each) => each.id === id)
    return key === undefined ? '' : 'token' in key ? key.token : key.heldBy
  }
  const goesWith = (of: Plan, kind: string, id: string, key: string): boolean => {
    const unit = unitOf(of, key)
    const token = of.tokens.find((each) => each.id === unit)
    if (kind === 'person') return token?.holder === id
    if (kind === 'site') return token?.site === id
    return kind === 'token' ? token?.id === id : token === undefined && unit === id
  }
  const canMake = (of: Plan, role: (typeof tufRoles)[number], has: (key: string) => boolean): boolean => {
    const holds = of.repositories[0]?.roles[role]
    return holds !== undefined && holds.keys.filter(has).length >= holds.threshold
  }
  const forged = (of: Plan, role: (typeof tufRoles)[number], has: (key: string) => boolean): boolean =>
    canMake(of, role, has) || canMake(of, 'root', has)

  test('every verdict of every row', () => {
    fc.assert(
      fc.property(anyPlan, (of) => {
        for (const {
          kind,
          id,
          verdicts: [group],
        } of survivalTable(of).rows) {
          const expected = tufRoles.map((role) => ({
            role,
            sign: canMake(of, role, (key) => !goesWith(of, kind, id, key)),
            forge: forged(of, role, (key) => goesWith(of, kind, id, key)),
          }))
          expect(group).toEqual(expected)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('the fewest of every role, over all sets of tokens and outside holders', () => {
    fc.assert(
      fc.property(anyPlan, (of) => {
        const units = [...new Set(of.keys.map(({ id }) => unitOf(of, id)))]
        const smallest = (enough: (set: ReadonlySet<string>) => boolean): number | undefined => {
          let best: number | undefined
          for (let mask = 0; mask < 1 << units.length; mask++) {
            const set = new Set(units.filter((_, at) => mask & (1 << at)))
            if (enough(set) && set.size < (best ?? Number.POSITIVE_INFINITY)) best = set.size
          }
          return best
        }
        for (const { role, stops, forges } of survivalTable(of).groups[0]?.roles ?? []) {
          expect(stops?.count).toBe(smallest((set) => !canMake(of, role, (key) => !set.has(unitOf(of, key)))))
          expect(forges?.count).toBe(smallest((set) => forged(of, role, (key) => set.has(unitOf(of, key)))))
          const named = new Set(forges?.example)
          expect(forged(of, role, (key) => named.has(unitOf(of, key)))).toBe(true)
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('on paper', () => {
  const hex = '0'.repeat(64)
  const words = Array.from({ length: 32 }, (_, at) => `word${at}`)

  test('no line is wider than 100 columns, whatever the plan', () => {
    const long = 'x'.repeat(200)
    const wide: Plan = {
      ...plan,
      purpose: `${'word '.repeat(60)}end`,
      people: plan.people.map((person) => ({ ...person, name: `${person.name} ${long}` })),
      tokens: plan.tokens.map((token) => ({ ...token, bag: '漢'.repeat(80) })),
      materials: [long],
      exceptions: plan.exceptions.map((exception) => ({ ...exception, reason: long })),
    }
    for (const lines of [
      printPlan(plan, hex, words),
      printPlan(wide, hex, words),
      printSurvival(survivalTable(wide)),
    ]) {
      expect(lines.filter((line) => columnsOf(line) > 100)).toEqual([])
    }
  })

  test('the table says YES and NO, and marks what hurts on both sides', () => {
    const lines = printSurvival(table)
    expect(lines).toContain(
      'Bruno Keller (bruno)     | YES    NO !     YES       YES       | NO     YES !    NO        NO',
    )
    expect(lines).toContain(
      'Acme release service     | YES    YES      NO !      NO !      | NO     NO       YES !     YES !',
    )
    expect(lines.join('\n')).toContain('There are no backup cards')
  })

  test('the plan shows everything that is approved', () => {
    const text = printPlan(plan, hex, words).join('\n')
    const values = JSON.stringify({ ...plan, keys: [], format: '', tokens: [], repositories: [] })
    for (const [, value] of values.matchAll(/:"([^"]+)"/g)) {
      if (value === 'emi' || value?.startsWith('anchorite/')) continue
      expect(text.replaceAll(/\s+/g, ' ')).toContain(value)
    }
    for (const token of plan.tokens) expect(text).toContain(`${token.id}: serial ${groupsOfFour(token.serial)}`)
    expect(text).toContain('serial 7d1c 40be 92a3 5f01')
    expect(text).toContain('!! TUF-ROLE-KEYS-DISJOINT is set aside for online-a.')
    expect(text.indexOf('!! TUF-ROLE')).toBeLessThan(text.indexOf('KEYS\n'))
    expect(text).toContain(
      'root          2 of 3      root-a (Bruno Keller), root-b (Chiara Conti), root-c (David Moreau)',
    )
    expect(text).toContain('MCowBQYDK2VwAyEA0u0BLIPQnsCjeCzN1zME7X07Zf16hCs2t19Gw/+myAg=')
    for (const word of words) expect(text).toContain(`[ ] ${word}`)
  })

  test('wrapping loses no word and breaks only words that are too long', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrap('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k'])
    expect(wrap('', 4)).toEqual([''])
    expect(hanging('  - ', '')).toEqual(['  -'])
    const text = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '漢'), minLength: 1, maxLength: 6 }), {
      minLength: 1,
    })
    fc.assert(
      fc.property(text, (list) => {
        expect(wrap(list.join(' '), 12).join(' ')).toBe(list.join(' '))
      }),
      { numRuns: 50 },
    )
  })
})
