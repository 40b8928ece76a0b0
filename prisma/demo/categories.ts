import type { LeafContent, TopContent } from './content/category-content.ts'
import { bedBath } from './content/bed-bath.ts'
import { booksPlay } from './content/books-play.ts'
import { clothing } from './content/clothing.ts'
import { furnitureLighting } from './content/furniture-lighting.ts'
import { garden } from './content/garden.ts'
import { homeKitchen } from './content/home-kitchen.ts'
import { shoesBags } from './content/shoes-bags.ts'
import { sportOutdoors } from './content/sport-outdoors.ts'
import { demoId } from './random.ts'
import { slugOf } from './slug.ts'

export type DemoCategory = {
  id: string
  slug: string
  title: string
  parentId: string | null
  /** 1 at the top, 3 where the products are. */
  level: 1 | 2 | 3
  /** Place among its siblings, from 0. */
  position: number
}

/** A leaf with what the catalogue and the reviews need to know about it. */
export type DemoLeaf = {
  category: DemoCategory
  content: LeafContent
  /** The name of the category above it. */
  middleName: string
}

const tops: readonly TopContent[] = [
  homeKitchen,
  furnitureLighting,
  bedBath,
  clothing,
  shoesBags,
  garden,
  sportOutdoors,
  booksPlay,
]

function plantTree(): { categories: DemoCategory[]; leaves: DemoLeaf[] } {
  const categories: DemoCategory[] = []
  const leaves: DemoLeaf[] = []
  const add = (title: string, parent: DemoCategory | null, level: 1 | 2 | 3, position: number): DemoCategory => {
    const id = demoId('category', categories.length)
    const category = { id, slug: slugOf(title), title, parentId: parent?.id ?? null, level, position }
    categories.push(category)
    return category
  }
  for (const [topPosition, top] of tops.entries()) {
    const topCategory = add(top.name, null, 1, topPosition)
    for (const [middlePosition, middle] of top.middles.entries()) {
      const middleCategory = add(middle.name, topCategory, 2, middlePosition)
      for (const [leafPosition, content] of middle.leaves.entries()) {
        leaves.push({ category: add(content.name, middleCategory, 3, leafPosition), content, middleName: middle.name })
      }
    }
  }
  return { categories, leaves }
}

const tree = plantTree()

/** Every category, parents before their children. The tree does not grow with the scale. */
export const demoCategories: readonly DemoCategory[] = tree.categories

/** The categories that hold products, in the tree's order. */
export const demoLeaves: readonly DemoLeaf[] = tree.leaves
