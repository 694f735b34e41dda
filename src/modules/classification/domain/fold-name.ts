/** The form in which names are compared: brackets of another width and spaces make no other name. */
export function foldName(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '')
}
