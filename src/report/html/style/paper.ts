/** On paper: light, no controls, folds open where a browser can, and no pair torn apart. */
export const paper = `
.print-only { display: none }
@media print {
  :root { --ground: #fff; --card: #fff; --ink: #000; --soft: #444; --rule: #bbb; --faint: #f2f2f2; --link: #000; --good: #17643a; --bad: #b3261e; --unclear: #5a4c00;
    --good-ground: #e6f3ea; --bad-ground: #fbe9e7; --unclear-ground: #fbf3d0; --base: #78716c; --between: #b45309; --tuned: #1d5fbf; --ins: #d9ecff; --del: #ffe3d6 }
  @page { margin: 16mm 14mm }
  html { font-size: 9.5pt } body { font-size: 1rem; print-color-adjust: exact; -webkit-print-color-adjust: exact }
  main > section { margin: 1.5rem 0; padding-top: 1rem } .findings h2 { margin-top: 0 } h2, h3, figcaption, caption, .caption { break-after: avoid }
  .skip, .contents, .filters, .chain details { display: none } .print-only { display: block }
  .pair, figure, tr, .numbers, .warnings, .figure-of-merit, .headline p, .chain li { break-inside: avoid } .pair { content-visibility: visible }
  .scroll, pre { overflow: visible; max-height: none } pre { white-space: pre-wrap; overflow-wrap: anywhere }
  details.printed pre { columns: 3; font-size: 7.5pt } .scroll table { font-size: 8.5pt }
  .pairs:has(#class-all:checked):has(#verdict-all:checked) .pair:nth-of-type(n + 25) { display: none }
  details.long::details-content, details.printed::details-content { content-visibility: visible; display: block; height: auto } .more { display: none }
  .columns, .columns.narrow { grid-template-columns: 1fr 1fr; gap: .5rem 1.5rem } .legend { break-after: avoid }
  .masthead, main, footer { max-width: none; padding-left: 0; padding-right: 0 }
}
`
