// anchorite diff: what changes between two root files, as the signing screen shows it.

import { diffRoots } from '../../core/tuf/diff.ts'
import { parseRoot, rootLimits } from '../../core/tuf/parse.ts'
import { printDiff } from '../../core/tuf/print-diff.ts'
import { readNamedFile } from '../host/read-file.node.ts'
import type { ExitCode } from './main.ts'
import type { Output } from './output.ts'

/** Neither file is verified: the diff shows what they say. */
export function diffFiles(before: string, after: string, output: Output): ExitCode {
  const read = (path: string) => parseRoot(readNamedFile(path, rootLimits.maxBytes), path)
  const diff = diffRoots(read(before), read(after), new Map())
  output.done([...printDiff(diff), '', 'Neither file was verified here; use verify for that.'], {
    kind: 'root-diff',
    ...diff,
  })
  return 0
}
