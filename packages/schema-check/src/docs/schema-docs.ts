import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  OperationTypeNode,
} from 'graphql'
import type {
  GraphQLArgument,
  GraphQLField,
  GraphQLInputField,
  GraphQLNamedType,
  GraphQLSchema,
  GraphQLType,
} from 'graphql'
import { resolversOf } from '../compare/supergraph-model.ts'
import type { SupergraphModel } from '../compare/supergraph-model.ts'
import { html } from '../page/html.ts'
import type { Html } from '../page/html.ts'
import { page } from '../page/page.ts'
import { DOCS_SCRIPT } from './docs-script.ts'
import { DOCS_STYLE } from './docs-style.ts'
import { exampleOperation } from './example-operation.ts'

type Owners = (type: string, field?: string) => string[]
type Group = { title: string; types: GraphQLNamedType[] }

/** The documentation of an API as one page that loads nothing: every type and field, who owns it, and how to ask for it. */
export function schemaDocs(schema: GraphQLSchema, model: SupergraphModel, title: string): string {
  const owners: Owners = (type, field) => {
    const known = model.types.get(type)
    if (field === undefined) return [...(known?.parts.keys() ?? [])]
    const of = known?.fields.get(field)
    return of ? resolversOf(of) : []
  }
  const roots = (
    [OperationTypeNode.QUERY, OperationTypeNode.MUTATION, OperationTypeNode.SUBSCRIPTION] as const
  ).flatMap((kind) => {
    const type = schema.getRootType(kind)
    return type ? [{ kind, fields: Object.values(type.getFields()), type }] : []
  })
  const groups = groupTypes(schema, new Set(roots.map(({ type }) => type.name)))
  const body = html`<header class="top">
      <div class="wrap">
        <h1>${title}</h1>
        <p class="soft">
          ${roots.map(({ kind, fields }) => html`${fields.length} ${NOUNS[kind]} · `)}${groups.reduce((sum, { types }) => sum + types.length, 0)}
          types of ${model.subgraphs.size} subgraphs
        </p>
      </div>
    </header>
    <div class="wrap columns">
      <nav class="side" aria-label="Contents">
        <label class="soft small" for="search">Find a type, field or word</label
        ><input type="search" id="search" placeholder="Order, placeOrder, refund …" autocomplete="off" />
        <p class="soft small" id="count" role="status"></p>
        <details class="contents" open>
          <summary>Contents</summary>
          ${roots.map(
            ({ kind, fields }) =>
              html`<h2>${NOUNS[kind]}</h2>
                <ul>
                  ${fields.map(({ name }) => html`<li><a href="#${kind}.${name}">${name}</a></li>`)}
                </ul>`,
          )}
          ${groups.map(
            (group) =>
              html`<h2>${group.title}</h2>
                <ul>
                  ${group.types.map(({ name }) => html`<li><a href="#${name}">${name}</a></li>`)}
                </ul>`,
          )}
        </details>
      </nav>
      <main id="content">
        ${roots.map(({ kind, fields, type }) => fields.map((field) => rootField(kind, type.name, field, owners)))}
        ${groups.map(({ types }) => types.map((type) => typeCard(schema, type, owners)))}
      </main>
    </div>`
  return page({ title, body, style: DOCS_STYLE, script: DOCS_SCRIPT })
}

const NOUNS = { query: 'queries', mutation: 'mutations', subscription: 'subscriptions' } as const

function groupTypes(schema: GraphQLSchema, roots: ReadonlySet<string>): Group[] {
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !roots.has(type.name))
    .toSorted((one, other) => one.name.localeCompare(other.name, 'en'))
  return [
    { title: 'objects', types: types.filter(isObjectType) },
    { title: 'interfaces', types: types.filter(isInterfaceType) },
    { title: 'unions', types: types.filter(isUnionType) },
    { title: 'enums', types: types.filter(isEnumType) },
    { title: 'inputs', types: types.filter(isInputObjectType) },
    { title: 'scalars', types: types.filter(isScalarType) },
  ].filter((group) => group.types.length > 0)
}

function rootField(kind: OperationTypeNode, type: string, field: GraphQLField<unknown, unknown>, owners: Owners): Html {
  const { name, description, args, deprecationReason } = field
  const { operation, variables } = exampleOperation(kind, field)
  const words = `${name} ${description ?? ''} ${args.map((one) => one.name).join(' ')} ${getNamedType(field.type).name} ${owners(type, name).join(' ')}`
  return html`<article class="card entry" id="${kind}.${name}" data-words="${words.toLowerCase()}">
    <h3>
      <span class="badge blue">${kind}</span> <code>${name}</code>: ${typeLink(field.type)}
      ${ownerBadges(owners(type, name))}
    </h3>
    ${deprecation(deprecationReason)}${prose(description)}
    ${
      args.length > 0 &&
      memberTable(
        'arguments',
        args.map((argument) => ({ member: argument, owners: [] })),
      )
    }
    <details class="example">
      <summary>Example</summary>
      <pre tabindex="0">${operation}</pre>
      ${Object.keys(variables).length > 0 && html`<pre tabindex="0" aria-label="Variables">${JSON.stringify(variables, null, 2)}</pre>`}<button
        type="button"
        class="copy"
        data-copy="${operation}"
      >
        Copy
      </button>
    </details>
  </article>`
}

function typeCard(schema: GraphQLSchema, type: GraphQLNamedType, owners: Owners): Html {
  const own = owners(type.name)
  return html`<article class="card entry" id="${type.name}" data-words="${wordsOf(type, own).toLowerCase()}">
    <h3><span class="badge">${kindOf(type)}</span> <code>${type.name}</code> ${ownerBadges(own)}</h3>
    ${prose(type.description)}
    ${isObjectType(type) && type.getInterfaces().length > 0 && html`<p>Implements ${type.getInterfaces().map((one) => html`${typeLink(one)} `)}</p>`}
    ${(isUnionType(type) || isInterfaceType(type)) && html`<p>One of ${schema.getPossibleTypes(type).map((one) => html`${typeLink(one)} `)}</p>`}
    ${
      isEnumType(type) &&
      html`<dl class="members">
        ${type.getValues().map(
          ({ name, description, deprecationReason }) =>
            html`<div>
              <dt><code>${name}</code></dt>
              <dd>${deprecation(deprecationReason)}${prose(description)}</dd>
            </div>`,
        )}
      </dl>`
    }
    ${
      (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) &&
      memberTable(
        'fields',
        Object.values<GraphQLField<unknown, unknown> | GraphQLInputField>(type.getFields()).map((member) => ({
          member,
          owners: own.length > 1 ? owners(type.name, member.name) : [],
        })),
      )
    }
  </article>`
}

type Member = GraphQLArgument | GraphQLInputField | GraphQLField<unknown, unknown>

function memberTable(label: string, members: { member: Member; owners: string[] }[]): Html {
  return html`<dl class="members" aria-label="${label}">
    ${members.map(({ member, owners }) => {
      const { name, type, description, deprecationReason } = member
      const args = 'args' in member ? member.args : []
      return html`<div>
        <dt>
          <code>${name}</code
          >${args.length > 0 && html`<code class="soft">(${args.map((one) => one.name).join(', ')})</code>`}:
          ${typeLink(type)} ${ownerBadges(owners)}
        </dt>
        <dd>
          ${deprecation(deprecationReason)}${prose(description)}${'defaultValue' in member && member.defaultValue !== undefined && html`<p class="soft small">Default: <code>${JSON.stringify(member.defaultValue)}</code></p>`}
        </dd>
      </div>`
    })}
  </dl>`
}

function wordsOf(type: GraphQLNamedType, owners: readonly string[]): string {
  const members = isEnumType(type) ? type.getValues() : 'getFields' in type ? Object.values(type.getFields()) : []
  return [type.name, type.description, ...owners, ...members.map(({ name }) => name)].join(' ')
}

function kindOf(type: GraphQLNamedType): string {
  if (isObjectType(type)) return 'object'
  if (isInputObjectType(type)) return 'input'
  if (isInterfaceType(type)) return 'interface'
  if (isUnionType(type)) return 'union'
  return isEnumType(type) ? 'enum' : 'scalar'
}

/** `[Order!]!` with the name leading to its entry. */
function typeLink(type: GraphQLType): Html {
  const named = getNamedType(type)
  const [before = '', after = ''] = String(type).split(named.name)
  const isOwn = !isScalarType(named) || !isSpecifiedScalarType(named)
  return html`<code>${before}${isOwn ? html`<a href="#${named.name}">${named.name}</a>` : named.name}${after}</code>`
}

function ownerBadges(owners: readonly string[]): Html[] {
  return owners.slice(0, 5).map((owner) => html`<span class="badge" title="subgraph">${owner}</span> `)
}

function deprecation(reason: string | null | undefined): Html | null {
  return reason == null ? null : html`<p><span class="badge warn">deprecated</span> ${marked(reason)}</p>`
}

function prose(text: string | null | undefined): Html[] {
  return (text ?? '')
    .split(/\n{2,}/)
    .filter(Boolean)
    .map((paragraph) => html`<p>${marked(paragraph)}</p>`)
}

/** Text with code between backticks, which is what descriptions have of Markdown. */
function marked(text: string): (Html | string)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))
}
