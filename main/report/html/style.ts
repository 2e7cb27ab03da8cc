import { darkTokens, lightTokens, sizeTokens } from "./tokens";

/** The report's whole style sheet: the design's tokens, tables and rules, both themes, and paper. No address is ever named in it. */
export const reportStyle = `
:root{${sizeTokens}${lightTokens}}
@media (prefers-color-scheme:dark){:root{${darkTokens}}}
@media print{:root{${lightTokens}}}
*,*::before,*::after{box-sizing:border-box;font-variant-ligatures:none}
html,body{margin:0}
body{font:var(--t-3);color:var(--ink-1);background:var(--bg-1);font-variant-numeric:tabular-nums;overflow-wrap:break-word}
h1,h2,h3,h4,p,ul,dl,dd,dt,blockquote{margin:0;padding:0;font:inherit;list-style:none}
a{color:inherit;text-decoration:underline;text-decoration-color:var(--line-ui);text-decoration-thickness:1px;text-underline-offset:3px}
main{max-width:1120px;margin:0 auto;padding:0 var(--s-7) var(--s-8)}
.top{padding:var(--s-7) 0 var(--s-6)}
.who{display:flex;align-items:center;gap:var(--s-3);font-weight:600;margin-bottom:var(--s-6)}
.who .dim{font-weight:400}
.brand{width:18px;height:18px}.bm{fill:none;stroke:var(--accent);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
h1{font:var(--t-5);font-weight:600}
h2{font:var(--t-4);font-weight:600;display:flex;flex-wrap:wrap;align-items:center;gap:var(--s-4);margin-bottom:var(--s-5)}
h3{font:var(--t-4);font-weight:600;margin-bottom:var(--s-5)}
h2 .v,h3 .v,h3 .tr{font:var(--t-2);font-weight:500}
h3 .v,h3 .tr{margin-left:var(--s-4);vertical-align:middle}
.n{font:var(--t-2);font-weight:400;color:var(--ink-3)}
.hd{font:var(--t-1);color:var(--ink-3);margin:var(--s-6) 0 var(--s-3)}
.hd .n{font:var(--t-1)}
section{padding:var(--s-6) 0;border-top:var(--b-2)}
section.band{background:var(--bg-2);border-bottom:var(--b-2);margin:0 calc(-1*var(--s-7));padding:var(--s-6) var(--s-7)}
section.band+section{border-top:0}
.band h2{margin-bottom:var(--s-4)}
.threat{font:var(--t-2);color:var(--ink-2);margin-top:var(--s-5);max-width:96ch}
.dim{color:var(--ink-3)}.mid{color:var(--ink-2)}.m{font-weight:500}
.red{color:var(--red)}.amber{color:var(--amber)}.green{color:var(--green)}.violet{color:var(--violet)}.add{color:var(--green)}.del{color:var(--red)}
.mono{font-family:var(--font-mono);font-size:.92em}
.nw{white-space:nowrap}.wrap{overflow-wrap:anywhere}
.num{text-align:right}
table{border-collapse:collapse;width:100%}
th{font:var(--t-1);color:var(--ink-3);text-align:left;padding:0 var(--s-4) var(--s-2) 0;border-bottom:var(--b-1);vertical-align:bottom;white-space:nowrap}
th.num{text-align:right}
.rows td{font:var(--t-2);padding:5px var(--s-5) 5px 0;border-bottom:var(--b-1);vertical-align:top}
.rows td{min-width:64px}.rows td.num{min-width:40px}.rows bdi,.rows .mono{overflow-wrap:anywhere}.rows td.mono,.rows a{overflow-wrap:normal}.rows td.wrap{overflow-wrap:anywhere}
.rows td.mono{font-family:var(--font-mono);font-size:11px}
.rows th{padding-right:var(--s-5)}
.rows.narrow{width:auto;min-width:320px}
.gates td:first-child{width:110px}.gates td:nth-child(2){width:40%}
.thirds td:first-child{width:150px}.thirds td:nth-child(2){width:40%}
.figures{table-layout:fixed}.figures td{border-left:var(--b-1);padding:var(--s-2) var(--s-5);vertical-align:top;font:var(--t-2);color:var(--ink-2)}
.figures td:first-child{border-left:0;padding-left:0}
.figures span{display:block}.figure{font:var(--t-6);font-weight:550;color:var(--ink-1)}
.entry{padding:var(--s-6) 0;border-top:var(--b-1)}
h2+.entry{border-top:0;padding-top:0}
.two{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 var(--s-8)}
.two .hd{margin-top:0}
.kv{display:grid;grid-template-columns:88px minmax(0,1fr);gap:3px var(--s-4);font:var(--t-2)}
.kv dt{color:var(--ink-3)}
.kv .mono{font-size:11px}
.paths{margin:var(--s-1) 0 0;padding-left:var(--s-5);border-left:2px solid currentColor}
.paths li{color:var(--ink-1);font-size:11px}
.tag{display:inline-block;padding:0 5px;border:var(--b-2);border-radius:var(--r-1);font:var(--t-1);color:var(--ink-2);white-space:nowrap}
.long{white-space:pre-wrap}
.long .held{white-space:normal}
blockquote{border-left:2px solid var(--line-ui);padding:var(--s-2) 0 var(--s-2) var(--s-5);font:var(--t-2);color:var(--ink-2);max-width:110ch}
.none,.held{font:var(--t-2);color:var(--ink-2)}
.held{padding:var(--s-3) 0}
.plain li{font:var(--t-2);color:var(--ink-2);padding:3px 0;max-width:110ch}
.limits li{padding-left:var(--s-5);position:relative}
.limits li::before{content:"";position:absolute;left:0;top:11px;width:var(--s-3);border-top:1px solid var(--ink-3)}
.v,.st,.tr{display:inline-flex;align-items:center;gap:5px;white-space:nowrap;vertical-align:top}
.v{font-weight:500}.st{color:var(--ink-2)}
.gly{width:14px;height:14px;flex:none}
.ln{fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round}.dashed{stroke-dasharray:2.2 1.7}
.cutout{fill:none;stroke:var(--bg-1);stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}
.tier{width:16px;height:16px;flex:none}.tier text{font:700 10px/1 var(--font-ui);text-anchor:middle}
.tl{fill:none;stroke:var(--line-ui);stroke-width:1.3}.tlx{fill:var(--ink-2)}
.tm{fill:var(--amber-bg);stroke:var(--amber-solid);stroke-width:1.3}.tmx{fill:var(--amber)}
.th{fill:var(--orange-solid)}.tc{fill:var(--red-solid)}.tsx{fill:var(--on-solid)}
.hid{font:var(--t-m1);color:var(--on-solid);background:var(--violet-solid);border-radius:var(--r-1);padding:0 3px;white-space:nowrap;unicode-bidi:isolate;direction:ltr}
.eof{font:var(--t-1);color:var(--ink-3);padding-left:var(--s-4);user-select:none}
bdi{unicode-bidi:isolate}
section.file{padding:0;border:var(--b-2);margin-top:var(--s-5)}
.file h4{display:flex;flex-wrap:wrap;gap:var(--s-2) var(--s-4);align-items:baseline;background:var(--bg-2);border-bottom:var(--b-1);padding:var(--s-3) var(--s-5);font:var(--t-2)}
.file .held{padding:var(--s-4) var(--s-5)}
.status{color:var(--ink-3)}.path{font-weight:500}.size{margin-left:auto;white-space:nowrap}
.code{overflow-x:auto}
.code td{font:var(--t-m2);padding:0;border:0;vertical-align:top}
.code ins,.code del{text-decoration:none;border-radius:2px}
.d2h-code-linenumber{width:92px;color:var(--ink-3);white-space:nowrap;user-select:none}
.line-num1,.line-num2{display:inline-block;width:46px;padding-right:var(--s-4);text-align:right;vertical-align:top}
.d2h-code-line{display:flex;padding-right:var(--s-5);unicode-bidi:isolate;direction:ltr}
.d2h-code-line-prefix{flex:none;width:18px;text-align:center;white-space:pre;user-select:none}
.d2h-code-line-ctn{white-space:pre-wrap;min-width:0;tab-size:4}
td.d2h-info{background:var(--bg-inset);color:var(--ink-3)}
td.d2h-info .d2h-code-line{display:block;padding-left:18px;white-space:pre-wrap}
td.d2h-ins{background:var(--add-bg)}td.d2h-del{background:var(--del-bg)}
.d2h-ins ins{background:var(--add-word)}.d2h-del del{background:var(--del-word)}
.comments{margin:0;padding-left:var(--s-6)}.comments>li{padding:var(--s-3) 0}.comments p{margin:0}.comments .mono{font:var(--t-m2)}.comments .on,.comments .add{margin:var(--s-2) 0;padding:var(--s-2) var(--s-4);border-left:2px solid var(--line-ui)}.comments .add{background:var(--add-bg)}
.charts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 var(--s-8)}
.chart-in{display:grid;grid-template-columns:minmax(0,1fr) minmax(80px,40%);gap:var(--s-5)}.chart-table td,.chart-table th{min-width:0;white-space:nowrap;padding-right:var(--s-4)}.chart-table td{height:calc(18px*var(--scale));padding-top:0;padding-bottom:0;line-height:17px}
.chart-table th{height:18px}.bars{width:100%;height:100%;padding-top:18px}.bar{fill:var(--accent)}
.note{font:var(--t-2);padding:var(--s-3) 0;max-width:110ch}.summary td:first-child{width:220px}.summary td:nth-child(2){white-space:nowrap}
.record{grid-template-columns:180px minmax(0,1fr)}.record dd{overflow-wrap:anywhere}
.command{font:var(--t-m2);background:var(--bg-inset);padding:var(--s-4) var(--s-5);margin:var(--s-4) 0;overflow-wrap:anywhere}
footer{border-top:var(--b-2);padding:var(--s-5) 0;font:var(--t-1);color:var(--ink-3)}
@media screen and (max-width:760px){main{padding:0 var(--s-5) var(--s-8)}section.band{margin:0 calc(-1*var(--s-5));padding:var(--s-6) var(--s-5)}.charts,.chart-in,.record{grid-template-columns:minmax(0,1fr)}.bars{display:none}.summary td:first-child{width:auto}.summary td:nth-child(2){white-space:normal}.chart-table{display:table}.two{grid-template-columns:minmax(0,1fr)}.figures,.figures tbody,.figures tr,.figures td{display:block}.figures td{border-left:0;padding-left:0}.rows{display:block;overflow-x:auto}.rows td:has(>bdi){min-width:140px}}
@media print{@page{size:A4;margin:14mm}main{max-width:none;padding:0}section.band{margin:0;padding:var(--s-5)}body{font-size:11px;print-color-adjust:exact;-webkit-print-color-adjust:exact}h2,h3,h4,thead{break-after:avoid}tr,dl,.chart{break-inside:avoid}thead{display:table-header-group}.entry{break-before:auto}a{text-decoration:none}.code{overflow:visible}.rows{table-layout:auto}.rows td,.rows td.num{min-width:0;padding-right:var(--s-4);overflow-wrap:anywhere}.rows .nw{white-space:normal}.rows td:has(>.tr),.rows td:has(>.v){overflow-wrap:normal}.record{break-inside:auto}.charts{gap:0 var(--s-6)}.two{gap:0 var(--s-6)}.kv{grid-template-columns:72px minmax(0,1fr)}.record{grid-template-columns:150px minmax(0,1fr)}.figures td{padding:var(--s-2)}.figures td:first-child{padding-left:0}.figures td{overflow-wrap:anywhere;font:var(--t-1)}}
@media (forced-colors:active){.hid{outline:1px solid CanvasText}.tier *{fill:none;stroke:CanvasText}.tier text{fill:CanvasText;stroke:none}}
`;
