// Looks for a secret wherever the page could keep it: the document, its fields, and everything that React holds.

import type { Page } from 'playwright-core'

/** @returns where the text, or its UTF-8 bytes, was found; empty when it is nowhere. */
export function findInPage(page: Page, secret: string): Promise<readonly string[]> {
  return page.evaluate((text) => {
    const found: string[] = []
    const bytes = new TextEncoder().encode(text)
    const hasBytes = (array: Uint8Array) => {
      for (let at = 0; at + bytes.length <= array.length; at += 1)
        if (bytes.every((byte, index) => array[at + index] === byte)) return true
      return false
    }
    if (document.documentElement.outerHTML.includes(text)) found.push('the document')
    for (const input of document.querySelectorAll('input, textarea')) {
      const field = input as HTMLInputElement & { _valueTracker?: { getValue(): string } } // React's own tracker hangs on it
      if (field.value.includes(text)) found.push(`the field ${field.name || field.id}`)
      if (field._valueTracker?.getValue().includes(text)) found.push(`the tracker of ${field.name || field.id}`)
    }
    const root = document.getElementById('root')
    const container = Object.keys(root ?? {}).find((key) => key.startsWith('__reactContainer'))
    if (root === null || container === undefined) return ['React was not found']
    const seen = new Set<unknown>()
    const waiting: { readonly at: string; readonly value: unknown }[] = [
      { at: 'React', value: (root as unknown as Record<string, unknown>)[container] }, // the key was found in it
    ]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { at, value } = next
      if (typeof value === 'string' && value.includes(text)) found.push(at)
      if (typeof value !== 'object' && typeof value !== 'function') continue
      if (value === null || seen.has(value) || value instanceof Node || value === window) continue
      seen.add(value)
      if (value instanceof Uint8Array) {
        if (hasBytes(value)) found.push(at)
        continue
      }
      for (const key of Object.getOwnPropertyNames(value)) {
        const descriptor = Object.getOwnPropertyDescriptor(value, key)
        if (descriptor !== undefined && 'value' in descriptor)
          waiting.push({ at: `${at}.${key}`.slice(-200), value: descriptor.value })
      }
    }
    return found
  }, secret)
}
