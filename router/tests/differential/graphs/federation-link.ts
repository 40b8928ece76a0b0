/** The head of a subgraph's SDL with everything of federation that stock can load. */
export const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable",
  "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject", "@tag"])
`
