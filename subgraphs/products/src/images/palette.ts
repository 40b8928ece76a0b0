/** The colours that a silhouette is drawn with, as `#rrggbb`. The first five are shades of the product's own colour. */
export type Palette = {
  base: string
  dark: string
  deep: string
  light: string
  pale: string
  wood: string
  woodDark: string
  steel: string
  steelDark: string
  steelLight: string
  brass: string
  paper: string
  ink: string
  leaf: string
  leafDark: string
}

type Rgb = readonly [red: number, green: number, blue: number]

const hexColour = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i
// Warm grey: what a product is drawn in whose colour nobody gave.
const fallback: Rgb = [0xa8, 0xa1, 0x96]
const white: Rgb = [255, 255, 255]
const black: Rgb = [24, 22, 30]
const wallLight: Rgb = [0xf6, 0xf1, 0xe9]
const wallDark: Rgb = [0xc4, 0xb8, 0xa8]

export function paletteOf(colour: string): Palette {
  const base = parse(colour)
  // Shading goes towards black; on what is nearly black it would not be seen, so there it goes towards white.
  const isDark = luminance(base) < 0.24
  const shade = (amount: number): string => toHex(mix(base, isDark ? white : black, isDark ? amount * 0.55 : amount))
  return {
    base: toHex(base),
    dark: shade(0.16),
    deep: shade(0.34),
    light: toHex(mix(base, white, isDark ? 0.2 : 0.26)),
    pale: toHex(mix(base, white, isDark ? 0.36 : 0.55)),
    wood: '#c99a66',
    woodDark: '#a87a4b',
    steel: '#b8bec4',
    steelDark: '#8b939b',
    steelLight: '#dfe3e6',
    brass: '#c9a256',
    paper: '#fbf8f2',
    ink: '#34343a',
    leaf: '#6f9a63',
    leafDark: '#4e7a4b',
  }
}

/** All colours alike: the same silhouette becomes its own shadow. */
export const shadowPalette: Palette = Object.fromEntries(
  Object.keys(paletteOf('#000000')).map((name) => [name, '#2b2230']),
) as Palette

/** Wall, and the lighter spot on it, in a tint that lets the colour stand out. */
export function backdropOf(colour: string): { wall: string; spot: string; floor: string } {
  const base = parse(colour)
  const wall = luminance(base) > 0.78 ? mix(wallDark, base, 0.12) : mix(wallLight, base, 0.14)
  return { wall: toHex(wall), spot: toHex(mix(wall, white, 0.42)), floor: toHex(mix(wall, black, 0.055)) }
}

function parse(colour: string): Rgb {
  const [, red, green, blue] = hexColour.exec(colour) ?? []
  if (!red || !green || !blue) return fallback
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)]
}

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  const blend = (a: number, b: number): number => Math.round(a + (b - a) * share)
  return [blend(one[0], other[0]), blend(one[1], other[1]), blend(one[2], other[2])]
}

/** Perceived brightness from 0 to 1, by the weights of ITU-R BT.709. */
function luminance([red, green, blue]: Rgb): number {
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255
}

function toHex(colour: Rgb): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
