import { findUrls } from '../redaction/url.js'

/** What stands before the `@` of each URL of a text: `user`, or `user:password`. */
export function userInfosIn(text: string): string[] {
  return userInfoPlaces(text).map(({ start, end }) => text.slice(start, end))
}

/** Where it stands, in UTF-16 units, without the `@`. */
export function userInfoPlaces(text: string): { start: number; end: number }[] {
  return [...findUrls(text)].map(({ start, value }) => {
    const from = value.indexOf('://') + 3
    const authority = value.slice(from).split(/[/?#\\]/, 1)[0] as string
    return { start: start + from, end: start + from + authority.lastIndexOf('@') }
  })
}
