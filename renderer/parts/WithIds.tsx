// Names before numbers: a digest or a key id in a sentence stands there whole, but small.

export function WithIds({ text }: { readonly text: string }) {
  return text.split(/([0-9a-f]{32,})/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={part} className="id">
        {part}
      </code>
    ),
  )
}
