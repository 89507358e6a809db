// A small script with the act of a backup, and a plan that backs up two keys of the small plan in it.

import { expand } from '../../core/ceremony/expand.ts'
import type { ExpandedScript } from '../../core/ceremony/expanded.ts'
import { type Act, defineCeremony } from '../../core/ceremony/script.ts'
import { type Plan, planDigest, type Role } from '../../core/formats/plan.ts'
import type { PlannedBackup, SplitSet } from '../../core/formats/plan-backup.ts'
import { smallPlan, smallScript } from './small.ts'

export const splitOf = (key: string, more: Partial<SplitSet> = {}): SplitSet => ({
  key,
  mode: 'wrapped',
  proof: 'root-b',
  epoch: 1,
  threshold: 2,
  dice: false,
  holders: [
    { person: 'bruno', site: 'geneva' },
    { person: 'chiara', site: 'lyon', deputy: 'amina' },
    { person: 'emi', site: 'torino' },
  ],
  copies: ['geneva', 'lyon'],
  ...more,
})

export const smallBackup: PlannedBackup = {
  mode: 'split',
  cards: 'printed',
  qr: false,
  sets: [
    splitOf('root-a', { dice: true }),
    { key: 'root-b', mode: 'vendor', device: 'Box', serials: ['B1'], custodians: ['emi', 'amina'], steps: ['Do it.'] },
  ],
}

export const backupAct: Act<Role> = {
  id: 'backup',
  title: 'Backup of {item.key}',
  forEach: 'backupSets',
  steps: [
    {
      kind: 'attest',
      id: 'voided',
      title: 'Void',
      by: 'internalWitness',
      when: 'item.split',
      onlyAfterVoid: true,
      do: 'Destroy.',
      statement: 'All is destroyed.',
    },
    {
      kind: 'perform',
      id: 'begin',
      title: 'Split {item.key}',
      by: 'administrator',
      when: 'item.split',
      action: 'backup/begin',
      do: 'Split it into {item.cards} cards.',
      secrets: [{ slot: 'dice', label: 'Dice', by: 'internalWitness', when: 'item.dice' }],
    },
    {
      kind: 'perform',
      id: 'issue',
      title: 'Card of {item.name}',
      by: 'item.person',
      forEach: 'item.shares',
      scope: true,
      action: 'backup/issue',
      do: '{item.name} is alone with card {item.number}; deputy {item.deputy}.',
    },
    {
      kind: 'perform',
      id: 'restore',
      title: 'Restore into {item.token}',
      by: 'item.holder',
      when: 'item.split',
      on: 'item.proof',
      scope: true,
      action: 'backup/restore',
      do: '{item.holderName} types the PIN of {item.token} for {item.key}.',
      otherwise: { if: 'it fails', then: 'issue anew', goTo: 'backup/issue' },
    },
    {
      kind: 'perform',
      id: 'copy',
      title: 'Copy for {item.site}',
      by: 'administrator',
      forEach: 'item.copies',
      scope: true,
      action: 'backup/copy',
      do: 'Write it.',
    },
    {
      kind: 'perform',
      id: 'end',
      title: 'End',
      by: 'administrator',
      when: 'item.split',
      action: 'backup/end',
      do: 'End.',
    },
    {
      kind: 'attest',
      id: 'vendor',
      title: 'Step {item.number}',
      by: 'item.custodians',
      forEach: 'item.vendorSteps',
      do: '{item.text}',
      statement: 'Done with {item.device} ({item.serials}).',
    },
  ],
}

export const scriptWith = (act: Act<Role>) =>
  defineCeremony<Role>({ ...smallScript, acts: [...smallScript.acts.slice(0, 1), act, ...smallScript.acts.slice(1)] })

export const backupPlan = (backup: PlannedBackup = smallBackup): Plan => ({ ...smallPlan(), backup })

export const expandBackup = (plan: Plan = backupPlan(), act: Act<Role> = backupAct): ExpandedScript =>
  expand(scriptWith(act), plan, planDigest(plan))
