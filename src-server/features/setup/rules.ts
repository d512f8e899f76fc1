/** What people call an owner who gave no name: what stands before the @ of their address. */
export function nameFromEmail(email: string): string {
  const before = email.slice(0, email.lastIndexOf('@')).replaceAll(/\p{Cc}/gu, '')
  return [...(before === '' ? email : before)].slice(0, 120).join('')
}
