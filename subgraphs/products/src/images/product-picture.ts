import { backdropOf, paletteOf, shadowPalette } from './palette.ts'
import { circle, ellipse, rect } from './shapes.ts'
import { silhouetteOf } from './silhouettes.ts'

export type ProductPictureInput = {
  /** Decides the small differences of the backdrop, so that neighbours in a list do not look stamped. */
  productId: string
  /** Becomes the picture's `<title>`, escaped. */
  title: string
  /** Which silhouette; a parcel when unknown. */
  kind: string
  /** `#rrggbb`; a warm grey when it is nothing of the sort. */
  colour: string
}

/**
 * The picture of a product: an SVG document of 800 × 800 without script, font or reference to anything outside. The same
 * input gives the same text.
 */
export function productPicture({ productId, title, kind, colour }: ProductPictureInput): string {
  const variety = hashOf(productId)
  const { wall, spot, floor } = backdropOf(colour)
  const { stance, footprint, draw } = silhouetteOf(kind)
  const spotX = 300 + (variety % 200)
  const spotY = 290 + ((variety >>> 8) % 120)
  const spotRadius = 250 + ((variety >>> 16) % 70)
  const isMirrored = stance !== 'hanging' && ((variety >>> 24) & 1) === 1

  const backdrop = rect(wall, 0, 0, 800, 800) + circle(spot, spotX, spotY, spotRadius)
  const ground = stance === 'standing' ? rect(floor, 0, 610, 800, 190) + groundShadow(footprint) : ''
  const castShadow =
    stance === 'flat' ? `<g opacity="0.14" transform="translate(14 20)">${draw(shadowPalette)}</g>` : ''
  const product = castShadow + draw(paletteOf(colour))
  const shown = isMirrored ? `<g transform="translate(800 0) scale(-1 1)">${product}</g>` : product
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800" role="img">` +
    `<title>${escapeText(title)}</title>${backdrop}${ground}${shown}</svg>`
  )
}

/** Two flat ellipses look soft enough and need no filter. */
function groundShadow(footprint: number): string {
  const outer = ellipse('#2b2230', 400, 652, footprint + 34, 22)
  const inner = ellipse('#2b2230', 400, 651, footprint + 6, 13)
  return `<g opacity="0.1">${outer}</g><g opacity="0.16">${inner}</g>`
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
// Control characters, lone surrogates and non-characters: XML 1.0 cannot say them, not even as references (section 2.2).
const notXml = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu

function escapeText(text: string): string {
  return text.replaceAll(notXml, ' ').replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign)
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let value = 0x811c9dc5
  for (let position = 0; position < text.length; position += 1) {
    value = Math.imul(value ^ text.charCodeAt(position), 0x01000193)
  }
  return value >>> 0
}
