import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { RootContext } from '../../core/checks/context.ts'
import { checkRootDraft } from '../../core/checks/root.ts'
import type { Algorithm } from '../../core/formats/algorithms.ts'
import type { Plan, PlannedRepository } from '../../core/formats/plan.ts'
import { tufKeyOf } from '../../core/tuf/key.ts'
import { parseRoot } from '../../core/tuf/parse.ts'
import { assembleRoot, type DraftKey, draftRoot, payloadOf, type RootDraft } from '../../core/tuf/root.ts'
import { makeKey, signDraft, type TestKey } from '../tuf/make.ts'

const algorithms: Readonly<Record<string, Algorithm>> = {
  'root-a': 'ecdsa-p256',
  'root-b': 'ecdsa-p256',
  'root-c': 'ed25519',
  targets: 'ecdsa-p256',
  snapshot: 'ed25519',
  timestamp: 'ed25519',
  wide: 'ecdsa-p384',
}
const keys: ReadonlyMap<string, TestKey> = new Map(
  Object.entries(algorithms).map(([id, algorithm]) => [id, makeKey(algorithm)]),
)

const repository: PlannedRepository = {
  name: 'acme/update',
  dialect: 'tuf',
  buildsOn: null,
  version: 1,
  expires: '2027-11-20T00:00:00Z',
  consistentSnapshot: true,
  roles: {
    root: { keys: ['root-a', 'root-b', 'root-c'], threshold: 2 },
    targets: { keys: ['targets'], threshold: 1 },
    snapshot: { keys: ['snapshot'], threshold: 1 },
    timestamp: { keys: ['timestamp'], threshold: 1 },
  },
}

/** Only what the rules read; the plan's own schema is tested elsewhere. */
const planFor = (exceptions: Plan['exceptions'] = []): Plan =>
  ({
    keys: Object.entries(algorithms).map(([id, algorithm]) => ({ id, algorithm, token: 't' })),
    exceptions,
  }) as unknown as Plan // a part of a plan, as the line above says

type Change = Partial<RootContext> & { readonly repository?: PlannedRepository }

function contextOf(change: Change = {}): RootContext {
  const planned = change.repository ?? repository
  const draft = change.draft ?? draftRoot({ ...planned, keys: change.keys ?? keys })
  return { plan: planFor(), keys, now: '2026-11-24T10:00:00Z', lastSigned: [], ...change, draft, repository: planned }
}

const failures = (context: RootContext): string[] => [
  ...new Set(checkRootDraft(context).flatMap(({ id, ok }) => (ok ? [] : [id]))),
]
const words = (context: RootContext, rule: string): string | undefined =>
  checkRootDraft(context).find(({ id }) => id === rule)?.words
const rsa3072 = makeKey('rsa-3072')
const exception = (rule: string, subject: string) => planFor([{ rule, subject, reason: 'CPS 6.1', approvedBy: 'Ines' }])

/** The same draft with something else in the object that is signed. */
const resigned = (draft: RootDraft, change: Record<string, unknown>): RootDraft => ({
  ...draft,
  signed: { ...draft.signed, ...(change as RootDraft['signed']) },
})

const good = contextOf()
const first = parseRoot(signDraft(keys, good.draft, ['root-a', 'root-b']), '1.root.json')
const secondPlan: PlannedRepository = {
  ...repository,
  version: 2,
  expires: '2028-11-20T00:00:00Z',
  buildsOn: { version: 1, sha256: first.sha256 },
}

describe('a root draft is refused', () => {
  it('by TUF-KEYID when an id is not the digest of its key, though the whole draft agrees on it', () => {
    const key = good.draft.keys.get('root-a') as DraftKey // the plan names it
    const signed = JSON.parse(JSON.stringify(good.draft.signed).replaceAll(key.keyId, '00')) as RootDraft['signed'] // JSON of JSON
    const draft = { ...good.draft, signed, keys: new Map(good.draft.keys).set('root-a', { ...key, keyId: '00' }) }
    expect(failures(contextOf({ draft }))).toContain('TUF-KEYID')
  })

  it('by TUF-KEYID when a key that no role uses is written there, or one that a role uses is not', () => {
    const spare = tufKeyOf(keys.get('wide')?.spki ?? Buffer.alloc(0), 'ecdsa-p384')
    const written = good.draft.signed.keys as Record<string, object> // as draftRoot writes it
    expect(failures(contextOf({ draft: resigned(good.draft, { keys: { ...written, spare } }) }))).toContain('TUF-KEYID')
    const fewer = Object.fromEntries(Object.entries(written).slice(1))
    expect(failures(contextOf({ draft: resigned(good.draft, { keys: fewer }) }))).toContain('TUF-KEYID')
  })

  it('by TUF-KEY-UNIQUE and TUF-THRESHOLD when one key plays two holders', () => {
    const twin = new Map(keys).set('root-b', keys.get('root-a') as TestKey) // made above
    const planned = {
      ...repository,
      roles: { ...repository.roles, root: { keys: ['root-a', 'root-b'], threshold: 2 } },
    }
    const found = failures(contextOf({ keys: twin, repository: planned }))
    expect(found).toEqual(expect.arrayContaining(['TUF-KEYID', 'TUF-KEY-UNIQUE', 'TUF-THRESHOLD', 'TUF-REPARSE']))
  })

  it('by TUF-ROLE-KEYS-DISJOINT when a key serves two roles, unless the plan names that key', () => {
    const planned = { ...repository, roles: { ...repository.roles, snapshot: repository.roles.timestamp } }
    expect(failures(contextOf({ repository: planned }))).toEqual(['TUF-ROLE-KEYS-DISJOINT'])
    const other = exception('TUF-ROLE-KEYS-DISJOINT', 'targets')
    expect(failures(contextOf({ repository: planned, plan: other }))).toEqual(['TUF-ROLE-KEYS-DISJOINT'])
    const named = contextOf({ repository: planned, plan: exception('TUF-ROLE-KEYS-DISJOINT', 'timestamp') })
    expect(failures(named)).toEqual([])
    expect(words(named, 'TUF-ROLE-KEYS-DISJOINT')).toContain('approved by Ines): CPS 6.1')
  })

  it('by TUF-ALGORITHM for P-384, unless the plan names that key', () => {
    const planned = { ...repository, roles: { ...repository.roles, targets: { keys: ['wide'], threshold: 1 } } }
    expect(failures(contextOf({ repository: planned }))).toEqual(['TUF-ALGORITHM'])
    expect(failures(contextOf({ repository: planned, plan: exception('TUF-ALGORITHM', 'wide') }))).toEqual([])
  })

  it('by TUF-ALGORITHM for a key that is not what it is called, whatever the plan says', () => {
    const plan = exception('TUF-ALGORITHM', 'targets')
    const asEd = new Map(keys).set('targets', { ...(keys.get('root-c') as TestKey), algorithm: 'ecdsa-p256' }) // made above
    expect(failures(contextOf({ keys: asEd, plan }))).toContain('TUF-ALGORITHM')
    const damaged = new Map(keys).set('targets', { ...(keys.get('targets') as TestKey), spki: Buffer.alloc(91) }) // made above
    expect(failures(contextOf({ keys: damaged, plan }))).toContain('TUF-ALGORITHM')
    const plan4096 = { ...plan, keys: plan.keys.map((key) => ({ ...key, algorithm: 'rsa-4096' as const })) }
    const short = new Map([...keys].map(([id]) => [id, { ...rsa3072, algorithm: 'rsa-4096' as const }]))
    expect(words(contextOf({ keys: short, plan: plan4096 }), 'TUF-ALGORITHM')).toContain('but is rsa-3072')
    const swapped = new Map(keys).set('targets', makeKey('ecdsa-p256'))
    expect(failures(contextOf({ keys: swapped, draft: good.draft, plan }))).toEqual(['TUF-ALGORITHM'])
  })

  it('by TUF-THRESHOLD when nobody could meet it, or when it is 0', () => {
    for (const threshold of [0, -1, 4]) {
      const planned = { ...repository, roles: { ...repository.roles, root: { ...repository.roles.root, threshold } } }
      expect(failures(contextOf({ repository: planned }))).toContain('TUF-THRESHOLD')
    }
  })

  it('by TUF-THRESHOLD and TUF-ROLESET when what is signed differs from the plan', () => {
    const roles = good.draft.signed.roles as Record<string, { keyids: string[]; threshold: number }> // as draftRoot writes it
    const lower = { ...roles, root: { ...roles.root, threshold: 1 } }
    expect(failures(contextOf({ draft: resigned(good.draft, { roles: lower }) }))).toContain('TUF-THRESHOLD')
    const fewer = { ...roles, root: { ...roles.root, keyids: roles.root?.keyids.slice(1) } }
    expect(failures(contextOf({ draft: resigned(good.draft, { roles: fewer }) }))).toContain('TUF-ROLESET')
    const { snapshot: _, ...three } = roles
    expect(failures(contextOf({ draft: resigned(good.draft, { roles: three }) }))).toContain('TUF-ROLESET')
    const five = { ...roles, mirrors: roles.root }
    expect(failures(contextOf({ draft: resigned(good.draft, { roles: five }) }))).toContain('TUF-ROLESET')
  })

  it('by TUF-SPEC-VERSION for another type, version of the specification, or consistent_snapshot', () => {
    for (const change of [{ _type: 'targets' }, { spec_version: '1.0.30' }, { consistent_snapshot: false }, { x: 1 }]) {
      expect(failures(contextOf({ draft: resigned(good.draft, change) }))).toContain('TUF-SPEC-VERSION')
    }
  })

  it.each(['2027-11-20', '2027-02-30T00:00:00Z', '2027-11-20T00:00:00.5Z', '2027-11-20T00:00:00+01:00'])(
    'by TUF-EXPIRES-FORM for the expiry %s',
    (expires) => {
      const found = failures(contextOf({ repository: { ...repository, expires } }))
      expect(found).toEqual(expect.arrayContaining(['TUF-EXPIRES-FORM', 'TUF-EXPIRES-ORDER', 'TUF-REPARSE']))
    },
  )

  it.each(['2026-11-24T10:00:00Z', '2001-01-01T00:00:00Z', '2046-11-24T10:00:01Z'])(
    'by TUF-EXPIRES-ORDER for the expiry %s, whatever the plan says',
    (expires) => {
      const planned = { ...repository, expires }
      const plan = exception('TUF-EXPIRES-ORDER', 'acme/update')
      expect(failures(contextOf({ repository: planned, plan }))).toEqual(['TUF-EXPIRES-ORDER'])
    },
  )

  it('by TUF-EXPIRES-ORDER when it expires before the root it replaces, unless the plan names the repository', () => {
    const planned = { ...secondPlan, expires: '2027-11-19T23:59:59Z' }
    expect(failures(contextOf({ repository: planned, previousRoot: first }))).toEqual(['TUF-EXPIRES-ORDER'])
    const plan = exception('TUF-EXPIRES-ORDER', 'acme/update')
    expect(failures(contextOf({ repository: planned, previousRoot: first, plan }))).toEqual([])
  })

  it('by TUF-VERSION when it is not the next one, or not the planned one', () => {
    expect(failures(contextOf({ repository: { ...repository, version: 2 } }))).toEqual(['TUF-VERSION'])
    expect(failures(contextOf({ repository: { ...secondPlan, version: 3 }, previousRoot: first }))).toEqual([
      'TUF-VERSION',
    ])
    expect(failures(contextOf({ draft: resigned(good.draft, { version: 2 }) }))).toEqual(['TUF-VERSION'])
  })

  it('by TUF-BUILDS-ON when the root before it is missing, unplanned, or another file', () => {
    expect(failures(contextOf({ repository: secondPlan }))).toContain('TUF-BUILDS-ON')
    expect(failures(contextOf({ previousRoot: first }))).toContain('TUF-BUILDS-ON')
    const other = { ...secondPlan, buildsOn: { version: 1, sha256: '00'.repeat(32) } }
    expect(failures(contextOf({ repository: other, previousRoot: first }))).toEqual(['TUF-BUILDS-ON'])
  })

  it('by NAME-SAFE for a name that walks the file system', () => {
    expect(failures(contextOf({ repository: { ...repository, name: '../acme' } }))).toEqual(['NAME-SAFE'])
  })

  it('by NO-PRIVATE when a private key hides in what is signed', () => {
    const pem = keys.get('root-a')?.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() ?? ''
    const leaking = resigned(good.draft, { 'x-note': Buffer.from(pem).toString('base64') })
    expect(failures(contextOf({ draft: leaking }))).toEqual(['TUF-SPEC-VERSION', 'NO-PRIVATE'])
  })

  it('by ROOT-FORK when a key that is to sign has signed other bytes; only a deviation sets it aside', () => {
    const spki = keys.get('root-b')?.spki ?? Buffer.alloc(0)
    const signed = {
      keySpkiSha256: createHash('sha256').update(spki).digest('hex'),
      repository: 'acme/update',
      role: 'root',
      version: 1,
      payloadSha256: 'ab'.repeat(32),
      time: '2026-11-01T00:00:00Z',
      ceremony: 'acme-root-2026',
    } as const
    const lastSigned = [signed]
    expect(failures(contextOf({ lastSigned }))).toEqual(['ROOT-FORK'])
    expect(failures(contextOf({ lastSigned, plan: exception('ROOT-FORK', 'acme/update') }))).toEqual(['ROOT-FORK'])
    const deviations = [{ rule: 'ROOT-FORK', subject: 'acme/update' }]
    expect(failures(contextOf({ lastSigned, deviations }))).toEqual([])
    const payloadSha256 = createHash('sha256').update(payloadOf(good.draft)).digest('hex')
    expect(failures(contextOf({ lastSigned: [{ ...signed, payloadSha256 }] }))).toEqual([])
    const dropped = {
      ...secondPlan,
      roles: { ...repository.roles, root: { keys: ['root-a', 'root-c'], threshold: 2 } },
    }
    const later = [{ ...signed, version: 2 }]
    expect(failures(contextOf({ repository: dropped, previousRoot: first, lastSigned: later }))).toEqual(['ROOT-FORK'])
  })
})

describe('a root file that was made is refused', () => {
  const bytes = signDraft(keys, good.draft, ['root-a', 'root-c'])

  it('by TUF-REPARSE when its bytes are not what the draft and its signatures make', () => {
    const spaced = Buffer.concat([bytes, Buffer.from('\n')])
    expect(failures({ ...good, fileBytes: spaced })).toEqual(['TUF-REPARSE'])
    const other = contextOf({ repository: { ...repository, expires: '2027-11-21T00:00:00Z' } })
    expect(failures({ ...other, fileBytes: bytes })).toEqual(['TUF-REPARSE'])
    expect(words({ ...other, fileBytes: bytes }, 'TUF-REPARSE')).toBe('The bytes do not say what the draft says.')
    expect(failures({ ...good, fileBytes: bytes.subarray(1) })).toEqual(['TUF-REPARSE', 'TUF-SIGNED'])
  })

  it('by TUF-SIGNED when too few signed, for its own keys and for those of the root before', () => {
    expect(failures({ ...good, fileBytes: signDraft(keys, good.draft, ['root-a']) })).toEqual(['TUF-SIGNED'])
    expect(failures({ ...good, fileBytes: assembleRoot(good.draft, []) })).toEqual(['TUF-SIGNED'])
    const roles = { ...repository.roles, root: { keys: ['root-a', 'wide'], threshold: 1 } }
    const plan = exception('TUF-ALGORITHM', 'wide')
    const next = contextOf({ repository: { ...secondPlan, roles }, previousRoot: first, plan })
    expect(failures({ ...next, fileBytes: signDraft(keys, next.draft, ['root-a', 'wide']) })).toEqual(['TUF-SIGNED'])
    const enough = signDraft(keys, next.draft, ['root-a', 'root-b'], [good.draft])
    expect(failures({ ...next, fileBytes: enough })).toEqual([])
  })

  it('and taken when all is as planned, every rule saying so once', () => {
    expect(failures(good)).toEqual([])
    const results = checkRootDraft({ ...good, fileBytes: bytes })
    expect(results.every(({ ok }) => ok)).toBe(true)
    expect(results).toHaveLength(16)
    expect(new Set(results.map(({ id }) => id)).size).toBe(16)
    for (const { words } of results) expect(words).toMatch(/^[A-Z].*\.$/)
  })
})
