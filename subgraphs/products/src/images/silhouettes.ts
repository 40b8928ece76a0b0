import { circle, line, path, rect, standing, type Silhouette } from './shapes.ts'
import { clothing } from './silhouettes/clothing.ts'
import { furniture } from './silhouettes/furniture.ts'
import { garden } from './silhouettes/garden.ts'
import { kitchen } from './silhouettes/kitchen.ts'
import { play } from './silhouettes/play.ts'
import { shoesBags } from './silhouettes/shoes-bags.ts'
import { sport } from './silhouettes/sport.ts'
import { textiles } from './silhouettes/textiles.ts'

const silhouettes: ReadonlyMap<string, Silhouette> = new Map(
  [kitchen, furniture, textiles, clothing, shoesBags, garden, sport, play].flatMap((group) => Object.entries(group)),
)

// A parcel: what is drawn for a kind that nobody has drawn yet, such as that of a product that staff created.
const parcel = standing(200, (c) =>
  [
    rect(c.base, 200, 300, 400, 350, 10),
    path(c.dark, 'M470 300 H590 Q600 300 600 310 V640 Q600 650 590 650 H470 Z'),
    path(c.light, 'M200 310 L250 240 H550 L600 310 Z'),
    rect(c.pale, 366, 240, 68, 180),
    rect(c.paper, 236, 540, 120, 76, 6),
    line(c.steelDark, 7, 'M254 566 H336 M254 590 H310'),
    circle(c.deep, 540, 600, 16),
  ].join(''),
)

/** The silhouette of a kind; a parcel when there is none of that name. */
export function silhouetteOf(kind: string): Silhouette {
  return silhouettes.get(kind) ?? parcel
}

/** Every kind that has a silhouette of its own. */
export function pictureKinds(): string[] {
  return [...silhouettes.keys()]
}
