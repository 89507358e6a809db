// Golden sheets in test/expected/paper. `vitest run test/paper -u` writes them anew; look at the difference before it is kept.

import { existsSync } from 'node:fs'
import { expect } from 'vitest'

/** A file that is not there fails: Vitest alone would write it and say yes. */
export async function expectGolden(name: string, text: string): Promise<void> {
  const path = new URL(`../expected/paper/${name}`, import.meta.url)
  expect(existsSync(path), `${name} is there`).toBe(true)
  await expect(text).toMatchFileSnapshot(path.pathname)
}
