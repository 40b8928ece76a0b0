import type { Palette } from './palette.ts'

// SVG elements as text. Coordinates lie on a canvas of 800 × 800; the floor is at y = 650.

export function path(fill: string, d: string): string {
  return `<path fill="${fill}" d="${d}"/>`
}

/** An open line with round ends. */
export function line(colour: string, width: number, d: string): string {
  return `<path fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" d="${d}"/>`
}

export function rect(fill: string, x: number, y: number, width: number, height: number, radius = 0): string {
  return `<rect fill="${fill}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`
}

export function circle(fill: string, x: number, y: number, radius: number): string {
  return `<circle fill="${fill}" cx="${x}" cy="${y}" r="${radius}"/>`
}

export function ellipse(fill: string, x: number, y: number, radiusX: number, radiusY: number): string {
  return `<ellipse fill="${fill}" cx="${x}" cy="${y}" rx="${radiusX}" ry="${radiusY}"/>`
}

/** The same shape at several places. */
export function repeat(count: number, draw: (step: number) => string): string {
  return Array.from({ length: count }, (_, step) => draw(step)).join('')
}

export function turned(degrees: number, x: number, y: number, content: string): string {
  return `<g transform="rotate(${degrees} ${x} ${y})">${content}</g>`
}

/** How a product is shown: on the floor, hung from above, or laid flat and seen from above. */
export type Silhouette = {
  stance: 'standing' | 'hanging' | 'flat'
  /** Half the width of the shadow on the floor. */
  footprint: number
  draw: (palette: Palette) => string
}

export function standing(footprint: number, draw: Silhouette['draw']): Silhouette {
  return { stance: 'standing', footprint, draw }
}

export function hanging(draw: Silhouette['draw']): Silhouette {
  return { stance: 'hanging', footprint: 120, draw }
}

export function flat(draw: Silhouette['draw']): Silhouette {
  return { stance: 'flat', footprint: 0, draw }
}
