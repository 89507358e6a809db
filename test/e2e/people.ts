// The people of the example plan at a rehearsal: what each of them knows and types, from nothing but what the screen says.

import { strings } from '../../renderer/strings.ts'
import { rehearsalSoPin } from '../../electron/host/open-ceremony.ts'
import { examplePlan } from '../plan/example.ts'
import type { Control, Screen } from './screen.ts'

/** One thing that somebody does at the screen; `then` is the button that takes it. */
export type Move = {
  readonly choose?: string
  readonly type?: readonly (readonly [field: string, text: string])[]
  readonly press: string
}

const plan = examplePlan()

/** Short, because hundreds of keys are pressed. */
export const codeOf = (name: string): string => `${name.slice(0, 3)}+7`
export const userPin = (token: string): string => `u-${token}`
const soPin = (token: string): string => `s-${token}`

/** The same by the names that the script gives to secrets. */
export const pinOf = (token: string, slot: string): string =>
  slot === 'factorySoPin' ? rehearsalSoPin : slot === 'soPin' ? soPin(token) : userPin(token)

/**
 * What the people do next.
 * @throws Error where the screen leaves a person at a loss: no button that says what to do.
 */
export function nextMove(screen: Screen): Move {
  const buttons = screen.controls.filter(({ role, blocked }) => role === 'button' && !blocked).map(({ name }) => name)
  const primary = [...afterTyping, ...acts].find((name) => buttons.includes(name)) ?? buttons.find(isNamed)
  const blocked = screen.controls.find(({ role, name }) => role === 'button' && (name === strings.perform.giveCode || name === strings.step.record))
  const press = primary ?? blocked?.name
  if (press === undefined) throw new Error(`nobody knows what to do: ${screen.title}; buttons: ${buttons.join(' | ')}`)
  const choose = openChoice(screen)
  const type = screen.controls.filter(({ role }) => role === 'textbox').flatMap((field) => typed(field, screen, choose))
  return { press, type, ...(choose === undefined ? {} : { choose }) }
}

/** Buttons in the order in which one wins over the other, where a screen has several. */
const afterTyping: readonly string[] = [
  strings.step.next,
  strings.perform.giveCode,
  strings.secret.give,
  strings.step.record,
  strings.close.close,
  strings.step.compared,
  strings.step.comparedText,
  strings.step.handedOver,
]
const acts: readonly string[] = [...Object.values(strings.perform.act), strings.perform.actOther]
/** "Amina Diallo confirms", "Amina Diallo has typed it". */
const isNamed = (name: string): boolean => plan.people.some((person) => [strings.step.confirm, strings.step.entered].some((say) => say(person.name) === name))

/** The first of a group of which none is chosen yet. */
function openChoice({ controls }: Screen): string | undefined {
  const radios = controls.filter(({ role }) => role === 'radio')
  return radios.some(({ checked }) => checked) ? undefined : radios[0]?.name
}

function typed({ name }: Control, screen: Screen, chosen: string | undefined): readonly (readonly [string, string])[] {
  if (name === strings.secret.again) {
    const first = screen.controls.find((control) => control.role === 'textbox' && knows(control.name) !== undefined)
    return first === undefined ? [] : [[name, knows(first.name) ?? '']]
  }
  // The field is renamed once it is known whose code it is.
  const whose = chosen?.split(' · ')[0]
  const label = whose !== undefined && name === strings.perform.codeOf('…') ? strings.perform.codeOf(whose) : name
  const text = knows(label) ?? seen(label, screen)
  return text === undefined ? [] : [[label, text]]
}

/** What a person has in their head, by the label that asks for it. */
function knows(label: string): string | undefined {
  const person = plan.people.find(({ name }) => label === strings.perform.codeOf(name))
  if (person !== undefined) return codeOf(person.name)
  const token = label.split(' ').find((word) => plan.tokens.some(({ id }) => id === word)) ?? ''
  if (/^SO PIN with which token \S+ came$/.test(label)) return rehearsalSoPin
  if (/^New SO PIN of token \S+$/.test(label)) return soPin(token)
  return /^(New user|User) PIN of token \S+$/.test(label) ? userPin(token) : undefined
}

/** What a person reads off a bag, or writes as their own. */
function seen(label: string, { title }: Screen): string | undefined {
  const bag = plan.tokens.find(({ id }) => title.split(' ').includes(id))?.bag
  if (label === 'Initials') return initialsOf(title)
  if (label === 'Bag number') return bag
  return label === 'New bag number' ? `N-${bag}` : undefined
}

/** "Roll call: Amina Diallo" and "Initials of Amina Diallo": AD. */
const initialsOf = (title: string): string =>
  (title.match(/\p{Lu}\p{Ll}+/gu) ?? [])
    .slice(-2)
    .map((word) => word.slice(0, 1))
    .join('')
