// The ports of a rehearsal, each with the trainer in front of it. Production gets the ports themselves and no trainer.

import { realDisk as realMedium } from '../../../core/media/disk.node.ts'
import type { Disk as Medium } from '../../../core/media/disk.ts'
import { startTokenHost } from '../../../core/token/client.node.ts'
import type { Mode } from '../actions/action.ts'
import { type Disk, realDisk } from '../disk.node.ts'
import type { Clock } from '../recorder.node.ts'
import type { StartHost } from '../token-desk.ts'
import { trickedClock } from './clock-tricks.ts'
import { type Cut, realCut, trickedDisk } from './disk-tricks.ts'
import { trickedMedium } from './medium-tricks.ts'
import { trickedStart } from './token-tricks.ts'
import { Trainer } from './trainer.ts'

/** Everything by which a ceremony touches the world. `trainer` and `medium` are there in a rehearsal only. */
export type Ports = {
  readonly clock: Clock
  readonly disk: Disk
  readonly start: StartHost
  readonly medium?: Medium
  readonly trainer?: Trainer
}

export type TrainerOptions = {
  /** How long a token that hangs is waited for, in milliseconds. */
  readonly hangMs?: number
  readonly cut?: Cut
}

/** Long enough to be felt in a drill, shorter than the real deadline. */
const defaultHangMs = 20_000

/** The ports of a ceremony of this mode. */
export function portsOf(mode: Mode, clock: Clock, options: TrainerOptions = {}): Ports {
  if (mode === 'production') return { clock, disk: realDisk, start: startTokenHost }
  const trainer = new Trainer()
  const { hangMs = defaultHangMs, cut = realCut } = options
  return {
    trainer,
    clock: trickedClock(clock, trainer),
    disk: trickedDisk(realDisk, trainer, cut),
    start: trickedStart(startTokenHost, trainer, { hangMs }),
    medium: trickedMedium(realMedium, trainer),
  }
}
