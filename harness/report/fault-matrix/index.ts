/** The fault matrix: pure functions from rows to text, Markdown and HTML. */

export { cellWords, matrixCell, type MatrixCell, type MatrixRow } from './fault-matrix.ts';
export { renderMatrixHtml } from './render-html.ts';
export { renderMatrixMarkdown } from './render-markdown.ts';
export { renderMatrixText } from './render-text.ts';
