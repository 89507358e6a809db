// A step that takes rolls of dice, laid over the step that stands; they are judged as the host judges them.

import { checkDice } from '../../core/backup/entropy.ts'
import type { View } from '../../core/formats/view.ts'

export class FakeDice {
  /** Rolls that were taken. */
  readonly taken: string[] = []

  view(view: View): View {
    const { step } = view
    if (step === null) return view
    const witness = view.people.find(({ roles }) => roles.some((role) => /witness/i.test(role)))
    const person = witness === undefined ? [] : [{ id: witness.id, name: witness.name, roles: witness.roles }]
    const label = 'Rolls of dice for root-a'
    const secrets = [{ slot: 'dice', label, by: person, given: this.taken.length > 0 }]
    return {
      ...view,
      step: {
        ...step,
        id: 'backup.root-a/begin',
        kind: 'perform',
        title: 'Split the backup of root-a',
        do: 'Let the station make the secret that opens the backup of root-a, and split it: 3 cards, any 2 of which open it.',
        action: 'backup/begin',
        statement: null,
        misfit: false,
        secrets,
      },
    }
  }

  /** @throws CeremonyError `backup/dice` */
  give(bytes: Uint8Array): void {
    this.taken.push(Buffer.from(checkDice(bytes)).toString('latin1'))
  }
}
