// The picture's colours, for a light page and for a dark one. Plain classes instead of CSS variables: not every viewer knows them.

interface Palette {
  readonly page: string;
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly panel: string;
  readonly call: string;
  readonly callSoft: string;
  readonly raised: string;
  readonly raisedSoft: string;
  readonly upstream: string;
  readonly downstream: string;
  readonly fault: string;
  readonly faultSoft: string;
  readonly faultInk: string;
  readonly held: string;
  readonly broken: string;
  readonly brokenSoft: string;
  readonly doubt: string;
}

const LIGHT: Palette = {
  page: '#ffffff',
  ink: '#1f2328',
  muted: '#656d76',
  rule: '#d8dee4',
  panel: '#f6f8fa',
  call: '#4f6b8a',
  callSoft: '#c9d6e4',
  raised: '#8250df',
  raisedSoft: '#dfd0fb',
  upstream: '#0969da',
  downstream: '#117f86',
  fault: '#d4a72c',
  faultSoft: '#fff4d0',
  faultInk: '#7a4d00',
  held: '#1a7f37',
  broken: '#cf222e',
  brokenSoft: '#ffebe9',
  doubt: '#6e7781',
};

const DARK: Palette = {
  page: '#0d1117',
  ink: '#e6edf3',
  muted: '#8d96a0',
  rule: '#2b323b',
  panel: '#161b22',
  call: '#86a5c8',
  callSoft: '#2c3f55',
  raised: '#b58af9',
  raisedSoft: '#3d2a63',
  upstream: '#58a6ff',
  downstream: '#3fc7cf',
  fault: '#9e7a1b',
  faultSoft: '#2b230d',
  faultInk: '#e3b341',
  held: '#3fb950',
  broken: '#ff6b63',
  brokenSoft: '#341a1d',
  doubt: '#8b949e',
};

const SANS =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';
const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace';

const SHAPES = `text{font-family:${SANS};font-size:11px;direction:ltr;unicode-bidi:isolate}
.title{font-size:18px;font-weight:600}
.head{font-size:12px}
.bold{font-weight:600}
.small{font-size:10px}
.mono{font-family:${MONO};font-size:10px;white-space:pre}
.yaml{font-family:${MONO};font-size:11px;white-space:pre}
.halo{paint-order:stroke;stroke-width:3px;stroke-opacity:.75;stroke-linejoin:round}
.thin{fill:none;stroke-width:1}
.wire{fill:none;stroke-width:1.6}
.bracket{fill:none;stroke-width:2}
.bound{fill:none;stroke-width:3}
.dash{stroke-dasharray:4 3}
.dots{stroke-dasharray:1.5 3}
.soft{fill-opacity:.22}`;

const coloured = (p: Palette): string => `.page{fill:${p.page}}
text,.ink{fill:${p.ink}}
.halo{stroke:${p.page}}
.muted{fill:${p.muted}}
.panel{fill:${p.panel}}
.rule{stroke:${p.rule}}
.axis{stroke:${p.muted}}
.life{stroke:${p.muted};stroke-width:1.5}
.chip{fill:${p.panel};stroke:${p.rule}}
.ok{fill:${p.call};stroke:${p.call}}
.raised{fill:${p.raised};stroke:${p.raised}}
.many{fill:${p.callSoft};stroke:${p.call};stroke-dasharray:2 2}
.open{fill:${p.callSoft};stroke:${p.call};stroke-dasharray:3 2}
.blocked-ok{fill:${p.callSoft};stroke:${p.call}}
.blocked-raised{fill:${p.raisedSoft};stroke:${p.raised}}
text.raised-text{fill:${p.raised}}
.upstream{stroke:${p.upstream}}
.downstream{stroke:${p.downstream}}
.fill-upstream{fill:${p.upstream};stroke:none}
.fill-downstream{fill:${p.downstream};stroke:none}
.fill-muted{fill:${p.muted};stroke:none}
.end{stroke:${p.muted};stroke-width:1.2;fill:none}
.reset{stroke:${p.broken};stroke-width:1.8;fill:none}
.fill-reset{fill:${p.broken};stroke:none}
.fault{fill:${p.faultSoft};stroke:${p.fault}}
.fault-line{stroke:${p.fault};fill:none;stroke-width:1.5}
.fault-text{fill:${p.faultInk}}
.fault-halo{stroke:${p.faultSoft}}
.held{fill:${p.held}}
.broken{fill:${p.broken}}
.inconclusive,.unsupported{fill:${p.doubt}}
.line-held{stroke:${p.held}}
.line-broken{stroke:${p.broken}}
.line-inconclusive,.line-unsupported{stroke:${p.doubt}}
.wash{fill:${p.brokenSoft}}
.on-pill{fill:${p.page}}`;

export const STYLE = `${SHAPES}
${coloured(LIGHT)}
@media (prefers-color-scheme:dark){
${coloured(DARK)}
}`;
