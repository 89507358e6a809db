// WIN-TEXT: what a person reads in a window is all there is. Names and lines from files are made visible on their way out.

import { visible } from '../../core/paper/visible.ts'

/**
 * The same value with every text in it made visible: no control, bidirectional or zero-width character, no pile of marks. Line breaks stay,
 * bytes stay. NOT caught: letters of different scripts that look alike.
 * @param value - plain data: lists, objects, texts, numbers, bytes.
 */
export function shown<T>(value: T): T {
  if (typeof value === 'string') return value.split('\n').map(visible).join('\n') as T & string // a text stays a text
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map((item: unknown) => shown(item)) as T & unknown[] // item by item, in order
  const members = Object.entries(value).map(([name, member]) => [name, shown<unknown>(member)] as const)
  return Object.fromEntries(members) as T & object // the same names
}
