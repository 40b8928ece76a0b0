/** What graphql-js says is wrong, without the names that it thinks were meant: these tell the schema bit by bit. */
export function withoutSuggestion(message: string): string {
  return message.replace(/ ?Did you mean .+\?$/, '')
}
