// The programs in C that stand beside the token host.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Compile `source`, which stands beside this file. @returns the program. */
export function compileBare(source: string, directory: string): string {
  const program = join(directory, source.replace(/\.c$/, ''))
  const headers = new URL('../../node_modules/pkcs11js/includes', import.meta.url).pathname
  const file = new URL(source, import.meta.url).pathname
  execFileSync('gcc', ['-O2', '-I', headers, '-o', program, file, '-ldl'])
  return program
}
