// Before the first paint: the theme chosen last, else the system's. state/theme.ts takes over from here.
// And the language: English, or the pseudo-locale that shows what does not fit (strings/pseudo.ts).
{
  const root = document.documentElement.dataset
  const read = (key) => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }
  const chosen = read('bk.theme') ?? 'system'
  const dark = chosen === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark'
  root.theme = dark ? 'dark' : 'light'
  if (read('bk.contrast') === 'more') root.contrast = 'more'
  const density = read('bk.density')
  if (density !== null) root.density = density
  if (read('bk.locale') === 'en-XA') document.documentElement.lang = 'en-XA'
}
