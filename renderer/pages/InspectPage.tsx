// Inspect: what one file is, in plain words. Shown, not verified.

import { useState } from 'react'
import type { Inspected } from '../bridge.ts'
import { DropFiles } from '../parts/DropFiles.tsx'
import { Fixed } from '../parts/Fixed.tsx'
import type { Dropped } from '../parts/read-files.ts'
import { strings } from '../strings.ts'
import type { PageProps } from './place.ts'

const words = strings.inspect

export function InspectPage({ calls }: PageProps) {
  const [shown, setShown] = useState<{ readonly name: string; readonly file: Inspected } | null>(null)
  const inspect = async ([first]: readonly Dropped[]) => {
    if (first === undefined) return
    const file = await calls.ask('station.inspect', { name: first.path, bytes: first.bytes }, words.running)
    setShown(file === undefined ? null : { name: first.path, file })
  }
  return (
    <div className="page">
      <h1>{words.title}</h1>
      <p>{words.lead}</p>
      <DropFiles label={words.file} many={false} onFiles={(files) => void inspect(files)} />
      <div role="status">
        {shown === null ? null : (
          <section className="inspected">
            <h2>
              {shown.name}: {shown.file.kind}
            </h2>
            <p className="attention">{words.shownOnly}</p>
            <p>
              {words.digest} <span translate="no">({shown.file.words} …)</span>
              <br />
              <code>{shown.file.sha256}</code>
            </p>
            <Fixed lines={shown.file.lines} label={words.content} />
          </section>
        )}
      </div>
    </div>
  )
}
