// What a plan's backup says of a key, a set, a person: the questions that script, rules, survival and host all ask.

import type { Id, Plan } from '../formats/plan.ts'
import type { BackupHolder, BackupSet, SplitSet } from '../formats/plan-backup.ts'

type Backed = { readonly backup: Plan['backup'] }

/** The sets, in the order of the plan; none where nothing is backed up. */
export const backupSets = ({ backup }: Backed): readonly BackupSet[] => (backup.mode === 'none' ? [] : backup.sets)

export const isSplit = (set: BackupSet): set is SplitSet => set.mode !== 'vendor'

/** The sets whose secret is split into cards. */
export const splitSets = (plan: Backed): readonly SplitSet[] => backupSets(plan).filter(isSplit)

/** The set of a key; undefined where the plan does not back it up. A set is called by its key. */
export const backupOf = (plan: Backed, key: Id): BackupSet | undefined =>
  backupSets(plan).find((set) => set.key === key)

/** The set of a key whose secret is split; undefined for none, and for one that the maker's tool backs up. */
export const splitSetOf = (plan: Backed, key: Id): SplitSet | undefined =>
  splitSets(plan).find((set) => set.key === key)

/** Whether the key is made on its token, or brought in; false for one that is made in software and imported. */
export const isMadeOnToken = (plan: Backed, key: Id): boolean => backupOf(plan, key)?.mode !== 'imported'

/** Who may have a card in hands: the holder, and the deputy who may fetch it. */
export const handsOf = ({ person, deputy }: BackupHolder): readonly Id[] =>
  deputy === undefined ? [person] : [person, deputy]
