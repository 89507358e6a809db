// Read what was dropped or chosen, folders and all, with the path that each file has below what was dropped.

export type Dropped = { readonly path: string; readonly bytes: Uint8Array }

/** More than a bag ever holds; the host has the same bound. */
const maxFiles = 10_000
const maxFileBytes = 64 * 1024 * 1024

/** @throws whatever the browser says of a file that cannot be read. */
export async function readAll(files: readonly File[]): Promise<readonly Dropped[]> {
  if (files.length > maxFiles) throw new RangeError('more files than a bag holds')
  const read: Dropped[] = []
  for (const file of files) read.push(await readOne(file, file.webkitRelativePath || file.name))
  return read
}

/** Must be called during the drop itself: afterwards the list is empty. */
export function droppedFiles(data: DataTransfer): Promise<readonly Dropped[]> {
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  const files = [...data.files]
  return entries.length === 0 ? readAll(files) : readEntries(entries)
}

async function readEntries(roots: readonly FileSystemEntry[]): Promise<readonly Dropped[]> {
  const read: Dropped[] = []
  const waiting = [...roots]
  for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
    if (read.length >= maxFiles) throw new RangeError('more files than a bag holds')
    if (isDirectory(entry)) waiting.push(...(await childrenOf(entry)))
    else if (isFile(entry)) read.push(await readOne(await fileOf(entry), entry.fullPath.replace(/^\//, '')))
  }
  return read
}

/** @throws RangeError for a file that the host would not take: its size is known before a byte is read. */
async function readOne(file: File, path: string): Promise<Dropped> {
  if (file.size > maxFileBytes) throw new RangeError('a larger file than is ever read')
  return { path, bytes: new Uint8Array(await file.arrayBuffer()) }
}

const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject))

/** A reader gives a folder in portions, and an empty one at its end. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = directory.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (portion.length === 0) return all
    all.push(...portion)
  }
}
