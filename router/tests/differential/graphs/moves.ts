import type { StubDefinition } from '../stub-subgraphs.ts'
import { FEDERATION } from './federation-link.ts'

/** Compound and nested keys, fields that moved (some of them half way), merged enums and inputs, entities in a circle. */
export const MOVES: readonly StubDefinition[] = [
  {
    name: 'accounts',
    sdl: `${FEDERATION}
    enum Plan { FREE PAID }
    enum Region { EU US }
    input Search { name: String region: Region onlyHere: Int }
    type Query { me: User users(search: Search): [User!]! org: Org accountsByPlan(plan: Plan! = FREE): [Account] }
    type Mutation { signUp(search: Search!): User! leave: Int! }
    type User @key(fields: "id") @key(fields: "id org { id }") { id: ID! org: Org! email: String age: Int! plan: Plan account: Account manager: User nickname: String city: String }
    type Org @key(fields: "id") { id: ID! name: String @shareable users: [User!] region: Region address: Address parent: Org }
    type Account @key(fields: "number bank { code }") { number: Int! bank: Bank! holder: User }
    type Bank @shareable { code: String! title: String! }
    type Address @shareable { street: String city: String zip: Zip }
    type Zip @shareable { code: String! country: String }
    `,
  },
  {
    name: 'billing',
    sdl: `${FEDERATION}
    enum Plan { FREE PAID }
    enum Tier { GOLD SILVER }
    enum Region { EU US }
    input Search { name: String region: Region! }
    type Query { invoices(search: Search): [Invoice!] bank: Bank @shareable lastTier: Tier }
    type Mutation { pay(amount: Float): Invoice refund: Int! }
    type User @key(fields: "id org { id }") { id: ID! org: Org! email: String @override(from: "accounts") invoices(first: Int): [Invoice!] credit: Int! tier: Tier tiers: [Tier!] limit: String @requires(fields: "age plan org { address { zip { code } } }") age: Int! @external plan: Plan @external }
    type Org @key(fields: "id") { id: ID! name: String @shareable address: Address @external balance: Float invoices: [[Invoice]] tax: String @requires(fields: "address { city zip { country } } region") region: Region @external }
    type Account @key(fields: "number bank { code }") { number: Int! bank: Bank! balance: Float! history: [Invoice] rate(of: Int): Int }
    type Bank @shareable { code: String! title: String! }
    type Address @shareable { city: String zip: Zip }
    type Zip @shareable { code: String! country: String }
    interface Line { text: String! }
    type Sale implements Line @shareable { text: String! amount: Float buyer: User }
    type Gift implements Line @shareable { text: String! giver: User reason: String }
    type Invoice @key(fields: "id") @key(fields: "year serial") { id: ID! year: Int! serial: Int! lines: [Line!]! payer: User total: Float! }
    `,
  },
  {
    name: 'archive',
    sdl: `${FEDERATION}
    enum Tier { GOLD BRONZE }
    type Query { archived: [Invoice] bank: Bank @shareable oldest: Invoice! }
    type Mutation { archive: Invoice purge: Int! }
    type User @key(fields: "id") { id: ID! nickname: String @override(from: "accounts", label: "percent(0)") city: String @override(from: "accounts", label: "percent(0)") joined: String! formerTier: Tier friends: [User] }
    type Invoice @key(fields: "year serial") { year: Int! serial: Int! total: Float! @external box: String note: String @requires(fields: "total lines { text ... on Sale { amount buyer { id } } ... on Gift { reason } }") lines: [Line!]! @external copyOf: Invoice }
    interface Line { text: String! }
    type Sale implements Line @shareable { text: String! amount: Float buyer: User }
    type Gift implements Line @shareable { text: String! reason: String }
    type Bank @shareable { code: String! title: String! }
    `,
  },
]
