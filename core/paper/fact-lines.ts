// The facts of an act as short lines, under the names that the transcript has for them.

import { printFacts } from '../ceremony/view.ts'
import type { JsonObject, JsonValue } from '../formats/json.ts'

/** One line a fact, one an item of a list; what is nested stands behind one another, with semicolons. */
export function factLines(facts: JsonObject): string[] {
  return Object.entries(facts).flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((item: JsonValue) => factLine(name, item)) : [factLine(name, value)],
  )
}

const factLine = (name: string, value: JsonValue | undefined): string =>
  `${name}: ${printFacts(value ?? null)
    .join('; ')
    .replace(/^value: /, '')}`
