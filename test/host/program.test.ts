// What the station says that its program is, while the files change under it.

import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeProgram, sha256 } from '../../electron/host/program.node.ts'
import { scratch } from './station.ts'

test('a file that is changed while the station runs is in the next digest, also where its size and its date are as before', () => {
  const { directory, remove } = scratch()
  try {
    mkdirSync(join(directory, 'core'))
    const files = { 'core/a.ts': 'one', 'package-lock.json': '{}', 'package.json': '{"version":"9"}' }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
    const digestOf = (texts: Readonly<Record<string, string>>) =>
      sha256(
        Buffer.from(
          Object.entries(texts)
            .map(([name, text]) => `${sha256(Buffer.from(text))}  ${name}\n`)
            .join(''),
        ),
      )
    const first = describeProgram(directory)
    expect(first).toMatchObject({ version: '9', files: 3, sha256: digestOf(files), packaged: false })
    expect(describeProgram(directory)).toBe(first)

    const path = join(directory, 'core/a.ts')
    const { atime, mtime } = statSync(path)
    // The kernel's clock for files ticks every few milliseconds.
    while (statSync(path).ctimeMs === statSync(join(directory, 'package.json')).ctimeMs) writeFileSync(path, 'two')
    writeFileSync(path, 'two')
    utimesSync(path, atime, mtime)
    expect(describeProgram(directory).sha256).toBe(digestOf({ ...files, 'core/a.ts': 'two' }))
    writeFileSync(join(directory, 'core/b.ts'), 'new')
    expect(describeProgram(directory)).toMatchObject({ files: 4 })
  } finally {
    remove()
  }
})
