/** A view or a feed, as far as both are alike. */
export type Kind = 'views' | 'feeds'

export interface Selection {
  id: string
  name: string
  /** `null` = all (feeds only). */
  components: { id: string; name: string }[] | null
  subscriber: { id: string; email: string } | null
  created_by: { id: string; name: string }
  updated_at: string
}
