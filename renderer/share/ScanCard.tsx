// Instead of typing: the code on a printed card, by camera or from a picture file. Where the plan has codes on its cards, and in a recovery, where cards may have one.

import { type RefObject, useEffect, useRef, useState } from 'react'
import { wordsOfDigits } from '../../core/backup/words.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { lookIntoPicture, lookThroughCamera } from './scan.ts'
import { shareStrings, wordCount } from './strings.ts'

const words = shareStrings.scan

type Props = {
  readonly blocked: string | null
  /** All words of the card. */
  readonly onWords: (words: readonly string[]) => void
}

export function ScanCard({ blocked, onWords }: Props) {
  const video = useRef<HTMLVideoElement>(null)
  const stop = useRef<(() => void) | null>(null)
  const [looking, setLooking] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const end = () => {
    stop.current?.()
    stop.current = null
    setLooking(false)
  }
  useEffect(() => () => stop.current?.(), [])

  const take = (text: string): boolean => {
    const found = wordsOfDigits(text, wordCount)
    setProblem(found === undefined ? words.other : null)
    if (found === undefined) return false
    end()
    onWords(found)
    return true
  }
  const camera = async () => {
    if (video.current === null) return
    setProblem(null)
    setLooking(true)
    try {
      stop.current = await lookThroughCamera(video.current, take)
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
      setLooking(false)
      setProblem(words.noCamera)
    }
  }
  const picture = async (file: File | undefined) => {
    if (file === undefined) return
    const text = await lookIntoPicture(file)
    if (text === undefined) setProblem(words.noCode)
    else take(text)
  }
  return (
    <div className="scan">
      <Viewfinder video={video} shown={looking} />
      <div className="hold-row">
        {looking ? (
          <ActionButton onPress={end}>{words.stop}</ActionButton>
        ) : (
          <ActionButton blocked={blocked} onPress={() => void camera()}>
            {words.camera}
          </ActionButton>
        )}
        <label className="button file">
          {words.picture}
          <input
            type="file"
            accept="image/*"
            className="visually-hidden"
            onChange={(event) => {
              void picture(event.target.files?.[0])
              event.target.value = ''
            }}
          />
        </label>
      </div>
      <p role="alert" className="problem">
        {problem}
      </p>
    </div>
  )
}

type ViewfinderProps = { readonly video: RefObject<HTMLVideoElement | null>; readonly shown: boolean }

function Viewfinder({ video, shown }: ViewfinderProps) {
  return (
    <video ref={video} className="viewfinder" hidden={!shown} aria-label={words.viewfinder} muted playsInline>
      <track kind="captions" />
    </video>
  )
}
