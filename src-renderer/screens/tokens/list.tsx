export default function TokensScreen() {
  return null
}
