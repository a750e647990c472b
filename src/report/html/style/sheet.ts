/** The one style sheet of the page. Its hash stands in the page's policy. */
import { charts } from './charts.js'
import { filterRules } from './filters.js'
import { layout } from './layout.js'
import { pairs } from './pairs.js'
import { paper } from './paper.js'
import { probes } from './probes.js'
import { theme } from './theme.js'

export const styleSheet = [theme, layout, charts, pairs, probes, filterRules, paper].join('')
