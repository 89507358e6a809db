// The rules that a plan may set aside, by name and for one subject, with a reason that then stands on every page.

import type { Plan, PlanException } from '../formats/plan.ts'

/** What an exception is for: the id of a key or token, the name of a repository, or the word `station`. */
export type SubjectKind = 'key' | 'token' | 'repository' | 'station'

export type WaivableRule = {
  readonly id: string
  readonly subject: SubjectKind
  /** What the exception allows, in words that stand after "allows". */
  readonly allows: string
}

/** Everything else is refused whatever a plan says. */
export const waivableRules: readonly WaivableRule[] = [
  { id: 'TUF-ALGORITHM', subject: 'key', allows: 'a P-384 key, which tough and old tuf-js clients refuse' },
  { id: 'TUF-ROLE-KEYS-DISJOINT', subject: 'key', allows: 'one key in more than one role' },
  { id: 'TUF-EXPIRES-ORDER', subject: 'repository', allows: 'a root that ends before the one it follows' },
  { id: 'BACKUP-SOFTWARE', subject: 'key', allows: 'a key that exists in software before it is in its token' },
  {
    id: 'BACKUP-COLLAPSE',
    subject: 'repository',
    allows: 'backups whose cards let a few people open enough root keys to sign a root',
  },
  { id: 'STATION-NETWORK', subject: 'station', allows: 'a network interface that is up' },
  { id: 'STATION-PACKAGE', subject: 'station', allows: 'a station that runs from a development checkout' },
  { id: 'STATION-MEASURED', subject: 'station', allows: 'a station whose system was not measured' },
  { id: 'STATION-SWAP', subject: 'station', allows: 'swap on disk' },
  { id: 'TOKEN-SOFTWARE', subject: 'token', allows: 'a token that is only software' },
]

/** The exception that sets `rule` aside for `subject`, or undefined. */
export function setAside(
  plan: { readonly exceptions: Plan['exceptions'] },
  rule: string,
  subject: string,
): PlanException | undefined {
  return plan.exceptions.find((exception) => exception.rule === rule && exception.subject === subject)
}
