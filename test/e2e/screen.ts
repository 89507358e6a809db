// What stands on the screen, as a screen reader finds it: headings, fields and buttons by role and name, and the focus.

import type { CDPSession } from 'playwright-core'

export type Control = {
  readonly role: 'button' | 'textbox' | 'radio' | 'checkbox'
  readonly name: string
  readonly blocked: boolean
  readonly checked: boolean
}

export type Screen = {
  /** Name of the first heading of the first level. */
  readonly title: string
  readonly headings: readonly string[]
  readonly controls: readonly Control[]
  /** All text, in reading order. */
  readonly text: string
  /** Some part of the page says that it is busy. */
  readonly busy: boolean
  readonly focus: { readonly role: string; readonly name: string } | undefined
}

type Value = { readonly value?: unknown }
type AxNode = {
  readonly ignored: boolean
  readonly properties?: readonly { readonly name: string; readonly value: Value }[]
}

const controlRoles: readonly string[] = ['button', 'textbox', 'radio', 'checkbox']

/** Read the accessibility tree of the page. What a dialog covers, and what is hidden, is not in it. */
export async function look(cdp: CDPSession): Promise<Screen> {
  const { nodes } = (await cdp.send('Accessibility.getFullAXTree')) as {
    readonly nodes: readonly (AxNode & { role?: Value; name?: Value })[]
  } // the protocol's own names
  const shown = nodes.filter((node) => !node.ignored).map((node) => ({ ...node, ...named(node) }))
  const headings = shown.filter(({ role }) => role === 'heading')
  const first = headings.find((node) => property(node, 'level') === 1)
  return {
    title: first?.name ?? '',
    headings: headings.map(({ name }) => name),
    controls: shown
      .filter(({ role }) => controlRoles.includes(role))
      .map((node) => ({
        role: node.role as Control['role'], // one of controlRoles by the filter above
        name: node.name,
        blocked: property(node, 'disabled') === true,
        checked: property(node, 'checked') === 'true',
      })),
    text: shown
      .filter(({ role }) => role === 'StaticText')
      .map(({ name }) => name)
      .join(' '),
    busy: shown.some((node) => Boolean(property(node, 'busy'))),
    focus: focusOf(shown),
  }
}

/** Whether a part of the page says that it is busy: cheap to ask, while the station works. */
export async function isBusy(cdp: CDPSession): Promise<boolean> {
  const expression = `document.querySelector('[aria-busy="true"]') !== null`
  const { result } = (await cdp.send('Runtime.evaluate', { expression, returnByValue: true })) as {
    readonly result: Value
  } // the protocol's own names
  return result.value === true
}

/** What has the focus, by role and name, as `look` says it, without all that stands around it. */
export async function lookAtFocus(cdp: CDPSession): Promise<Screen['focus']> {
  const { result } = (await cdp.send('Runtime.evaluate', { expression: 'document.activeElement' })) as {
    readonly result: { readonly objectId?: string }
  } // the protocol's own names
  if (result.objectId === undefined) return undefined
  const { objectId } = result
  const { nodes } = (await cdp.send('Accessibility.getPartialAXTree', { objectId, fetchRelatives: false })) as {
    readonly nodes: readonly (AxNode & { role?: Value; name?: Value })[]
  } // the protocol's own names
  await cdp.send('Runtime.releaseObject', { objectId })
  return focusOf(nodes.filter((node) => !node.ignored).map((node) => ({ ...node, ...named(node) })))
}

function focusOf(shown: readonly (AxNode & { readonly role: string; readonly name: string })[]): Screen['focus'] {
  const node = shown.findLast((candidate) => property(candidate, 'focused') === true)
  return node === undefined ? undefined : { role: node.role, name: node.name }
}

const named = ({ role, name }: { readonly role?: Value; readonly name?: Value }) => ({
  role: String(role?.value ?? ''),
  name: String(name?.value ?? '').trim(),
})

const property = (node: Pick<AxNode, 'properties'>, name: string): unknown =>
  node.properties?.find((candidate) => candidate.name === name)?.value.value

/** Clocks and counters move by themselves; everything else on a screen moves because of somebody. */
export const signature = (screen: Screen): string =>
  JSON.stringify({ ...screen, focus: undefined, text: screen.text.replace(/\d\d:\d\d(:\d\d)?|\d+ s\b/g, '') })
