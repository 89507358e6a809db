// Files that a person brings: dropped, or chosen by keyboard. They are read into memory here and judged by the host.

import { type DragEvent, useId, useState } from 'react'
import { strings } from '../strings.ts'
import { type Dropped, droppedFiles, readAll } from './read-files.ts'

type Props = {
  readonly label: string
  /** One file, or any number of files and folders. */
  readonly many: boolean
  readonly onFiles: (files: readonly Dropped[]) => void
}

export function DropFiles({ label, many, onFiles }: Props) {
  const [over, setOver] = useState(false)
  const [problem, setProblem] = useState(false)
  const hintId = useId()
  const take = async (read: () => Promise<readonly Dropped[]>) => {
    const files = await read().catch(() => undefined)
    setProblem(files === undefined)
    if (files !== undefined && files.length > 0) onFiles(many ? files : files.slice(0, 1))
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    // The list of items is only readable during the event.
    const files = droppedFiles(event.dataTransfer)
    void take(() => files)
  }
  return (
    <fieldset
      className={over ? 'drop over' : 'drop'}
      aria-describedby={hintId}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <legend>{label}</legend>
      <p id={hintId}>{many ? strings.files.dropMany : strings.files.drop}</p>
      <div className="actions start">
        <FileButton
          label={many ? strings.files.chooseMany : strings.files.choose}
          many={many}
          folder={false}
          onList={(list) => void take(() => readAll(list))}
        />
        {many ? (
          <FileButton
            label={strings.files.chooseFolder}
            many
            folder
            onList={(list) => void take(() => readAll(list))}
          />
        ) : null}
      </div>
      <p role="alert" className="problem">
        {problem ? strings.files.unreadable : null}
      </p>
    </fieldset>
  )
}

type ButtonProps = {
  readonly label: string
  readonly many: boolean
  readonly folder: boolean
  readonly onList: (files: readonly File[]) => void
}

/** The input itself has the focus and the keyboard; its label is drawn as the button. */
function FileButton({ label, many, folder, onList }: ButtonProps) {
  return (
    <label className="button file">
      {label}
      <input
        type="file"
        className="visually-hidden"
        multiple={many}
        {...(folder ? { webkitdirectory: '' } : {})}
        onChange={(event) => {
          onList([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
    </label>
  )
}
