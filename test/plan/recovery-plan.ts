// A plan for a drill with one backup, 2 of 4 cards, three of them to be read; its record has the form of a real one and opens nothing.

import type { BackupRecord } from '../../core/backup/record.ts'
import { encodeRecord } from '../../core/backup/record.ts'
import type { Plan } from '../../core/formats/plan.ts'
import type { PlannedRecovery, RecoverySet } from '../../core/formats/plan-recovery.ts'
import { examplePlan } from './example.ts'

/** Of a key of the rehearsal's backup. */
const spki =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsfrirt+30m675uPETtbduJ4ZfjdHkh7lD20UQx+HPzy5oPi+KSEwMzTvPfEZj7ECXfxkRysCTWBLkhGJb78H9g=='

export const record: BackupRecord = {
  format: 'anchorite/backup-record/v1',
  made: 'rehearsal',
  ceremony: 'root-key-generation-2026-11-24-3f9c01',
  mode: 'wrapped',
  key: { id: 'root-a', algorithm: 'ecdsa-p256', spki },
  set: 4711,
  epoch: 1,
  threshold: 2,
  shares: ['ines', 'jonas', 'kamila', 'lena'].map((holder, index) => ({
    x: index + 1,
    holder,
    commitment: `${index}${'a'.repeat(63)}`,
  })),
  secretCommitment: 'b'.repeat(64),
  blob: { mechanism: 'aes-kwp', sha256: 'c'.repeat(64), bytes: 152 },
  entropy: ['operating system'],
}

export const recordText = (made: BackupRecord = record): string => Buffer.from(encodeRecord(made)).toString('utf8')

export const drillSet: RecoverySet = {
  id: 'root-a',
  record: recordText(),
  read: ['ines', 'jonas', 'kamila'],
  into: 'drill',
  label: 'root-a',
}

export const fullDrill: PlannedRecovery = { level: 'full', sets: [drillSet], called: '2026-11-24T08:00:00Z' }

/** The example without its roots: a drill token beside the witness's, and three people with cards. */
export function drillPlan(recovery: PlannedRecovery | null = fullDrill): Plan {
  const { recovery: _none, ...plan } = examplePlan()
  const holder = (id: string, name: string) => ({ id, name, roles: ['shareHolder'] as const })
  const drill = { id: 'drill', label: 'acme-drill', serial: '7d1c40be92a35f09', bag: 'AC0049' }
  return {
    ...plan,
    ceremony: 'recovery-drill',
    people: [
      ...plan.people.filter(({ roles }) => !roles.includes('shareHolder')),
      holder('ines', 'Ines Okafor'),
      holder('jonas', 'Jonas Berg'),
      holder('kamila', 'Kamila Nowak'),
    ],
    tokens: plan.tokens.flatMap((token) =>
      token.id === 'witness' ? [token] : token.id === 'root-a' ? [{ ...token, ...drill }] : [],
    ),
    keys: plan.keys.filter(({ id }) => id === 'witness-a'),
    repositories: [],
    sites: plan.sites.filter(({ id }) => id === 'geneva'),
    backup: { mode: 'none', reason: 'A drill makes no key that lasts.' },
    exceptions: [],
    ...(recovery === null ? {} : { recovery }),
  }
}
