// A rehearsal in a process of its own, because its power will fail: it is killed in the midst, and the first one resumes.

import { playScene, type Scene } from './rehearsal-scene.ts'

process.once('message', (scene) => {
  const tell = (note: object): void => void process.send?.(note)
  const playing = {
    how: 'begin',
    onPaper: (head: string) => tell({ paper: head }),
    say: (line: string) => tell({ say: line }),
  } as const
  void playScene(scene as Scene, playing).finally(() => process.disconnect()) // rehearse.ts sent it
})
