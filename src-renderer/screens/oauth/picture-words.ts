import type { PictureWords } from '../../ui/picture-field.tsx'
import { t } from './words.ts'

/** What the field for an app's logo says. */
export const logoWords: PictureWords = {
  choose: t('oauth.picture.choose'),
  replace: t('oauth.picture.replace'),
  remove: t('oauth.picture.remove'),
  wrongKind: t('oauth.picture.wrongKind'),
  tooLarge: (kb) => t('oauth.picture.tooLarge', kb),
  kept: (kb) => t('oauth.picture.kept', kb),
  elsewhere: (host) => t('oauth.picture.elsewhere', host),
}
