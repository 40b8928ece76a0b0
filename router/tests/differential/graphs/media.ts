import type { StubDefinition } from '../stub-subgraphs.ts'
import { FEDERATION } from './federation-link.ts'

/** An interface with a key, subgraphs that know it as one object, and things that clients may not see. */
export const MEDIA: readonly StubDefinition[] = [
  {
    name: 'library',
    sdl: `${FEDERATION}
    enum Kind { SONG MOVIE SECRET @inaccessible }
    interface Media @key(fields: "id") { id: ID! title: String! kind: Kind similar: [Media!] }
    type Song implements Media @key(fields: "id") { id: ID! title: String! kind: Kind similar: [Media!] artist: Artist! seconds: Int }
    type Movie implements Media @key(fields: "id") { id: ID! title: String! kind: Kind similar: [Media!] cast: [Artist] secret: String @inaccessible }
    type Podcast implements Media @key(fields: "id") { id: ID! title: String! kind: Kind similar: [Media!] hosts: [Artist!]! kinds: [Kind!] }
    type Artist @key(fields: "id") { id: ID! name: String songs: [Song!] best: Media }
    type Hidden @inaccessible { x: Int }
    union Hit = Song | Movie | Hidden
    type Query { media(kind: Kind): [Media!] song: Song! first: Media hits: [Hit] hit: Hit! artist: Artist hidden: Hidden @inaccessible }
    type Mutation { play(id: ID!): Media stop: Int! }
    `,
  },
  {
    name: 'reviews',
    sdl: `${FEDERATION}
    type Media @key(fields: "id") @interfaceObject { id: ID! reviews(first: Int = 2): [Review!]! score: Float rated: Boolean! }
    type Review { stars: Int! text(length: Int): String media: Media! by: Reviewer }
    type Reviewer @key(fields: "id") @key(fields: "handle") { id: ID! handle: String! reviews: [Review] loves: [Media] }
    type Query { latest: [Review!]! bestMedia: Media allMedia: [Media] reviewer: Reviewer }
    type Mutation { review(stars: Int! = 5): Review }
    `,
  },
  {
    name: 'ranking',
    sdl: `${FEDERATION}
    type Media @key(fields: "id") @interfaceObject { id: ID! score: Float @external rank: Int! badge: String @requires(fields: "score") }
    type Artist @key(fields: "id") { id: ID! name: String @external rank: Int motto: String @requires(fields: "name") }
    type Reviewer @key(fields: "handle") { handle: String! rank: Int! follows: [Reviewer!] }
    type Query { ranked: [Media] topReviewer: Reviewer! }
    `,
  },
]
