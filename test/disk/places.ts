// What a file of the station is to it, by its path under the directory of a test.

/** undefined: not judged here (private codes have a fake of their own in these tests, without its flushes). */
export function areaOf(path: string): string | undefined {
  const [top, ...rest] = path.split('/')
  if (top === 'bag') return rest[0] === 'data' ? 'payload of the bag' : 'bag'
  if (top?.startsWith('bag-aside') === true) return undefined
  const [ceremony, file] = rest
  if (ceremony === undefined) return path === '' ? 'directory of the medium' : 'station directory'
  if (ceremony.endsWith('register.jsonl')) return 'register'
  if (ceremony.startsWith('register.lock')) return 'lock'
  if (file === undefined) return 'ceremony directory'
  if (file === 'codes') return undefined
  if (file === 'store') return rest.length === 2 ? 'store directory' : 'store'
  if (file.startsWith('lock')) return 'lock'
  if (file.startsWith('transcript.jsonl')) return 'transcript'
  return file
}
