// The sheet as the bridge gives it, and its parts.

import type { Sheet } from '../bridge.ts'

export type { Sheet }
export type Block = Sheet['blocks'][number]
export type BlockOf<K extends Block['kind']> = Extract<Block, { kind: K }>
export type StepRow = BlockOf<'steps'>['rows'][number]
export type Writing = StepRow['writing'][number]
