// The people of a plan at a rehearsal: what each of them knows and types, from nothing but what the screen says.

import { type Plan, parsePlan } from '../../core/formats/plan.ts'
import { examplePlan, rehearsalSoPin } from '../../electron/host/open-ceremony.ts'
import { scriptRoles } from '../../electron/host/scripts.ts'
import { strings } from '../../renderer/strings.ts'
import type { Control, Screen } from './screen.ts'

/** One thing that somebody does at the screen; `then` is the button that takes it. */
export type Move = {
  readonly choose?: string
  readonly type?: readonly (readonly [field: string, text: string])[]
  readonly press: string
}

/** Which tokens are in the room, with their bags. */
export type Cast = Pick<Plan, 'tokens'>

const { bytes, path } = examplePlan('root-key-generation')
/** The people of the plan with which the window rehearses root key generation. */
const builtIn: Cast = parsePlan(bytes, path, scriptRoles)

/** Short, because hundreds of keys are pressed. */
export const codeOf = (name: string): string => `${name.slice(0, 3)}+7`
export const userPin = (token: string): string => `u-${token}`
const soPin = (token: string): string => `s-${token}`

/** The same by the names that the script gives to secrets. */
export const pinOf = (token: string, slot: string): string =>
  slot === 'factorySoPin' ? rehearsalSoPin : slot === 'soPin' ? soPin(token) : userPin(token)

/**
 * What the people do next: SCREENS.md rule 1, there is one thing to do.
 * @param cast - of the built-in plan where none is named.
 * @throws Error where the screen leaves a person at a loss: no button that says what to do, or two.
 */
export function nextMove(screen: Screen, cast: Cast = builtIn): Move {
  const buttons = screen.controls.filter(({ role }) => role === 'button').map(({ name }) => name)
  const primary = buttons.filter((name) => !beside.includes(name))
  const [press] = primary
  if (press === undefined || primary.length > 1)
    throw new Error(`"${screen.title}" leaves people at a loss; buttons: ${buttons.join(' | ')}`)
  const choose = openChoice(screen)
  const type = screen.controls.filter(({ role }) => role === 'textbox').flatMap((field) => typed(field, screen, cast))
  return { press, type, ...(choose === undefined ? {} : { choose }) }
}

/** What stands on a screen beside the one thing to do. */
const beside: readonly string[] = [
  strings.step.notSo,
  strings.secret.show,
  strings.review.again,
  `D ${strings.frame.deviation}`,
  `B ${strings.frame.break}`,
  `S ${strings.frame.stop}`,
  `P ${strings.frame.paper}`,
  `F1 ${strings.settings.help}`,
  `R ${strings.settings.room}`,
  `T ${strings.frame.trainer}`,
]

/** The first of a group of which none is chosen yet. */
function openChoice({ controls }: Screen): string | undefined {
  const radios = controls.filter(({ role }) => role === 'radio')
  return radios.some(({ checked }) => checked) ? undefined : radios[0]?.name
}

function typed({ name }: Control, screen: Screen, cast: Cast): readonly (readonly [string, string])[] {
  if (name === strings.secret.again) {
    const first = screen.controls.find(
      (control) => control.role === 'textbox' && knows(control.name, cast) !== undefined,
    )
    return first === undefined ? [] : [[name, knows(first.name, cast) ?? '']]
  }
  const text = knows(name, cast) ?? seen(name, screen, cast)
  return text === undefined ? [] : [[name, text]]
}

const codeLabel = strings.perform.codeOf('')

/** What a person has in their head, by the label that asks for it. */
function knows(label: string, { tokens }: Cast): string | undefined {
  // "Private code of …", before anybody is chosen, is nobody's.
  const person = label.startsWith(codeLabel) ? label.slice(codeLabel.length) : ''
  if (/^\p{L}/u.test(person)) return codeOf(person)
  const token = label.split(' ').find((word) => tokens.some(({ id }) => id === word)) ?? ''
  if (/^SO PIN with which token \S+ came$/.test(label)) return rehearsalSoPin
  // A token that is erased a second time has the SO PIN of the morning.
  if (/^(New )?SO PIN of token \S+$/.test(label)) return soPin(token)
  return /^(New user|User) PIN of token \S+$/.test(label) ? userPin(token) : undefined
}

/** What a person reads off a bag, or writes as their own. */
function seen(label: string, { title }: Screen, { tokens }: Cast): string | undefined {
  const bag = tokens.find(({ id }) => title.split(' ').includes(id))?.bag
  if (label === 'Initials') return initialsOf(title)
  if (label === 'Bag number') return bag ?? 'C-1'
  if (label === 'Bag number, or "absent"') return `C-${title.replace(/\D/g, '')}`
  if (label === 'New bag number, or "absent"') return `N-C-${title.replace(/\D/g, '')}`
  return label === 'New bag number' ? `N-${bag ?? title.replace(/[^A-Za-z0-9]+/g, '-')}` : undefined
}

/** "Roll call: Amina Diallo" and "Initials of Amina Diallo": AD. */
const initialsOf = (title: string): string =>
  (title.match(/\p{Lu}\p{Ll}+/gu) ?? [])
    .slice(-2)
    .map((word) => word.slice(0, 1))
    .join('')
