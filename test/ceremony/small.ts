// A small script and plan for the tests of the engine: one of each kind of step, four people, two tokens.

import { expand } from '../../core/ceremony/expand.ts'
import type { ExpandedScript } from '../../core/ceremony/expanded.ts'
import { defineCeremony, type Script } from '../../core/ceremony/script.ts'
import { type Plan, planDigest, type Role } from '../../core/formats/plan.ts'
import { examplePlan } from '../plan/example.ts'

export const smallScript = defineCeremony<Role>({
  format: 'anchorite/script/v1',
  id: 'small',
  version: 1,
  title: 'Small',
  plan: 'anchorite/plan/v1',
  roles: {
    administrator: 1,
    cryptoOfficer: 2,
    internalWitness: 1,
    externalWitness: 0,
    safeController: 0,
    cameraOperator: 0,
    shareHolder: 0,
  },
  apart: [],
  acts: [
    {
      id: 'open',
      title: 'Open',
      steps: [
        {
          kind: 'attest',
          id: 'room',
          title: 'Room',
          by: 'internalWitness',
          do: 'Look.',
          statement: 'Nothing is here.',
          otherwise: { if: 'something is', then: 'carry it out', mayContinue: true },
        },
        {
          kind: 'enter',
          id: 'roll-call',
          title: 'Roll call',
          by: 'item.person',
          forEach: 'people',
          do: '{item.name} chooses a code.',
          fields: [{ id: 'initials', label: 'Initials', form: 'initials' }],
          secrets: [{ slot: 'code', label: 'Code', by: 'item.person' }],
        },
        {
          kind: 'choose',
          id: 'approve',
          title: 'Go on?',
          by: 'administrator',
          do: 'Ask.',
          options: [
            { id: 'go', label: 'Yes', fits: true },
            { id: 'no', label: 'No', fits: false },
          ],
          otherwise: { if: 'somebody says no', then: 'begin again', goTo: 'open/room' },
        },
      ],
    },
    {
      id: 'work',
      title: 'Work',
      steps: [
        {
          kind: 'perform',
          id: 'generate',
          title: 'Make {item.key}',
          by: 'item.holder',
          forEach: 'keysOnTokens',
          action: 'key/generate',
          do: 'Type the PIN.',
          secrets: [{ slot: 'userPin', label: 'PIN', by: 'item.holder' }],
          irreversible: true,
          gone: 'It stays.',
          confirmedBy: ['internalWitness', 'cryptoOfficer'],
        },
        { kind: 'perform', id: 'verify', title: 'Verify', by: 'cryptoOfficer', action: 'verify/all', do: 'Verify.' },
        {
          kind: 'transfer',
          id: 'stick',
          title: 'Stick',
          by: 'administrator',
          do: 'Hand it over.',
          what: 'the stick',
          to: 'the courier',
          otherwise: { if: 'nobody takes it', then: 'wait' },
        },
      ],
    },
  ],
})

/** Four people, two tokens, two keys; no rule of plans is asked. */
export function smallPlan(roles: { readonly [person: string]: readonly Role[] } = {}): Plan {
  const plan = examplePlan()
  const wanted: { readonly [person: string]: readonly Role[] } = {
    amina: ['administrator'],
    bruno: ['cryptoOfficer'],
    chiara: ['cryptoOfficer'],
    emi: ['internalWitness'],
    ...roles,
  }
  return {
    ...plan,
    people: plan.people
      .filter((person) => person.id in wanted)
      .map((person) => ({ ...person, roles: wanted[person.id] ?? [] })),
    tokens: plan.tokens.slice(0, 2),
    keys: plan.keys.slice(0, 2),
  }
}

export const expandSmall = (plan: Plan = smallPlan(), script: Script = smallScript): ExpandedScript =>
  expand(script, plan, planDigest(plan))
