// The code of a card, looked for by camera or in a picture. The camera is allowed on the address `#/scan` alone, and only while it is looked through.

import { readQr } from '../../core/qr/code.ts'

const scanAddress = '#/scan'
const lookEveryMs = 150
/** A larger picture is made smaller before it is looked at. */
const mostPixels = 1600
/** The shell allows the camera a moment after the address changed. */
const askTimes = 15
const askEveryMs = 200

/**
 * Look through the camera until `found` says that it was the right code.
 * @returns what ends it: the camera goes off, the address goes back.
 * @throws DOMException where there is no camera, or it may not be used.
 */
export async function lookThroughCamera(
  video: HTMLVideoElement,
  found: (text: string) => boolean,
): Promise<() => void> {
  const before = window.location.hash
  window.location.hash = scanAddress
  const leave = () => window.history.replaceState(null, '', before === '' ? window.location.pathname : before)
  const stream = await openCamera().catch((error: unknown) => {
    leave()
    throw error
  })
  const canvas = document.createElement('canvas')
  video.muted = true
  video.srcObject = stream
  await video.play()
  const timer = setInterval(() => {
    const text = textIn(canvas, video, { width: video.videoWidth, height: video.videoHeight })
    if (text !== undefined && found(text)) stop()
  }, lookEveryMs)
  const stop = () => {
    clearInterval(timer)
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
    forget(canvas)
    if (window.location.hash === scanAddress) leave()
  }
  return stop
}

/** The code in a picture file, or undefined where there is none, or it is no picture. */
export async function lookIntoPicture(file: File): Promise<string | undefined> {
  const bitmap = await createImageBitmap(file).catch(() => undefined)
  if (bitmap === undefined) return undefined
  const canvas = document.createElement('canvas')
  const text = textIn(canvas, bitmap, bitmap)
  bitmap.close()
  forget(canvas)
  return text
}

async function openCamera(): Promise<MediaStream> {
  for (let asked = 1; ; asked += 1) {
    try {
      return await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } }, audio: false })
    } catch (error) {
      const isEarly = error instanceof DOMException && error.name === 'NotAllowedError' && asked < askTimes
      if (!isEarly) throw error
      await new Promise((resolve) => setTimeout(resolve, askEveryMs))
    }
  }
}

type Size = { readonly width: number; readonly height: number }

function textIn(canvas: HTMLCanvasElement, picture: CanvasImageSource, { width, height }: Size): string | undefined {
  const scale = Math.min(1, mostPixels / Math.max(width, height, 1))
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null || canvas.width === 0 || canvas.height === 0) return undefined
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const image = context.getImageData(0, 0, canvas.width, canvas.height)
  const text = readQr(image)
  image.data.fill(0)
  return text
}

/** A canvas without size keeps no pixels. */
function forget(canvas: HTMLCanvasElement): void {
  canvas.width = 0
  canvas.height = 0
}
