import './ui/tokens.css'
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import './ui/base.css'
import { render } from 'solid-js/web'
import { App } from './app.tsx'
import { followTheme } from './state/theme.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
followTheme()
render(() => <App />, root)
