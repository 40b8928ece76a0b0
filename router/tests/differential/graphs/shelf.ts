import type { StubDefinition } from '../stub-subgraphs.ts'
import { FEDERATION } from './federation-link.ts'

/** Interfaces and unions over several subgraphs, lists of lists, JSON values, and `@requires` in every shape. */
export const SHELF: readonly StubDefinition[] = [
  {
    name: 'catalog',
    sdl: `${FEDERATION}
    scalar JSON
    enum Format { HARDCOVER PAPERBACK }
    enum Sort { TITLE YEAR }
    input Range { from: Int = 0 to: Int! inner: Range }
    input Filter { sort: Sort = TITLE formats: [Format!] range: Range tags: [[String]] extra: JSON }
    interface Item { id: ID! title: String! related: [Item] }
    interface Sized { size: Size }
    union Found = Book | Film | Note
    type Query {
      items(filter: Filter, limit: Int! = 3): [Item!]
      item(id: ID = "x"): Item
      found(word: String): [Found]
      book: Book!
      maybe: Book
      shelves: [[Book!]]
      grid: [[[Item]!]]
      note: Note
      json(value: JSON): JSON
      everything: Everything!
    }
    type Mutation { addBook(filter: Filter): Added addFilm: Film rename(title: String! = "new"): Int! }
    type Added { order: Int! book: Book all: [Book!]! }
    type Everything { int: Int! float: Float id: ID text(a: Int = 1, b: [Int!], c: Format = PAPERBACK): String flags: [Boolean!]! json: JSON! formats: [Format!] deep: Everything }
    type Size @shareable { width: Int! height: Int unit: Unit }
    type Unit @shareable { name: String! system: String }
    type Book implements Item & Sized @key(fields: "id") {
      id: ID! title: String! @shareable related: [Item] size: Size format: Format
      author: Author chapters: [Chapter!] sequel: Book parts: [Part!]! cover: Cover
      price(currency: String = "EUR"): Float
    }
    type Film implements Item @key(fields: "id") @key(fields: "code") { id: ID! code: String! title: String! related: [Item] year: Int director: Author book: Book parts: [Part] }
    type Note { text: String! about: Item json: JSON }
    type Author @key(fields: "id", resolvable: false) { id: ID! }
    type Chapter { number: Int! pages: [Int!] notes: [Note!] }
    type Part @shareable { name: String! weight: Float }
    union Cover = Photo | Drawing
    type Photo @shareable { url: String! width: Int }
    type Drawing @shareable { artist: Author ink: String width: Int }
    `,
  },
  {
    name: 'authors',
    sdl: `${FEDERATION}
    scalar JSON
    type Query { authors(first: Int): [Author!]! topAuthor: Author people: [Person] }
    type Mutation { addAuthor(name: String): Author! promote: Int! }
    interface Person { name: String! born: Int }
    type Author implements Person @key(fields: "id") { id: ID! name: String! born: Int friends: [Author!] rival: Author works: [Work!] favourite: Book @provides(fields: "title") data: JSON }
    type Editor implements Person { name: String! born: Int edits: [Book!] }
    union Work = Book | Film
    type Book @key(fields: "id") { id: ID! title: String! @external editor: Editor blurb: String! }
    extend type Editor { assistant: Editor }
    type Film @key(fields: "code") { code: String! budget: Int! stars: [Author] }
    `,
  },
  {
    name: 'stock',
    sdl: `${FEDERATION}
    type Query { warehouses: [Warehouse!] cheapest: Book @provides(fields: "title") }
    type Mutation { restock(amounts: [Int!] = [1, 2]): Stock sell: Int! }
    type Size @shareable { width: Int! height: Int unit: Unit }
    type Unit @shareable { name: String! system: String }
    type Part @shareable { name: String! weight: Float }
    union Cover = Photo | Drawing
    type Photo @shareable { url: String! width: Int }
    type Drawing @shareable { ink: String width: Int }
    type Warehouse { name: String! books: [Book] stocks: [[Stock!]!] }
    type Stock { amount: Int! book: Book! of: Warehouse }
    type Book @key(fields: "id") {
      id: ID! title: String! @external
      size: Size @external
      price(currency: String = "EUR"): Float @external
      parts: [Part!]! @external
      cover: Cover @external
      stock: Stock
      shipping(fast: Boolean! = false): String @requires(fields: "size { width unit { name } } price(currency: \\"USD\\")")
      weight: String! @requires(fields: "parts { weight }")
      label: String @requires(fields: "cover { ... on Photo { url } ... on Drawing { ink width } }")
    }
    type Film @key(fields: "id") { id: ID! year: Int @external copies(of: Int): Int! rental: String @requires(fields: "year") twin: Film }
    `,
  },
]
