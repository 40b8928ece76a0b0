/** A picture as the API shows it. */
export type Picture = { url: string; altText: string }

/** Which picture. The slug makes the small differences, and its words become the picture's title. */
export type PictureKey = { kind: string; colour: string; slug: string }

/** All that a picture is made of is in its path, so it is served without a database and can be cached for ever. */
export function picturePath({ kind, colour, slug }: PictureKey): string {
  return `/${kind}/${colour}/${slug}.svg`
}

/** What the path (behind the base) asks for; null when no picture has it. `isKind` knows what can be drawn. */
export function parsePicturePath(path: string, isKind: (kind: string) => boolean): PictureKey | null {
  const match = /^\/([a-z-]{1,50})\/([0-9a-f]{6})\/([a-z0-9]+(?:-[a-z0-9]+)*)\.svg$/.exec(path)
  if (!match || path.length > 300) return null
  const [, kind = '', colour = '', slug = ''] = match
  return isKind(kind) ? { kind, colour, slug } : null
}
