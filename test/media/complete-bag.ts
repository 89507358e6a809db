import { join } from 'node:path'
import { completeBag, writeBag } from '../../core/media/bag.node.ts'
import { failingDisk } from './failing-disk.ts'
import { info, inTemp, payloadFiles, tagFiles } from './fixtures.ts'

/** A complete bag in a fresh directory, which `act` may then spoil. */
export function withBag<T>(act: (bag: string) => Promise<T>): Promise<T> {
  return inTemp(async (temp) => {
    const directory = join(temp, 'bag')
    const disk = failingDisk(-1)
    const { manifestSha256 } = await writeBag({ directory, files: payloadFiles, info, disk })
    await completeBag({ directory, manifestSha256, tagFiles, disk })
    return act(directory)
  })
}
